public import TensorCore

/// Linear regression with a penalty on the weights: one solve, one knob.
///
///     minimize  Σ (y − w·x − b)² + λ ‖w‖²
///
/// The offset b is not penalized: inputs and targets are centered, and the rest are the normal equations
/// (Xᵀ X + λ I) w = Xᵀ y.
///
/// ## Source
///
/// Hoerl and Kennard, "Ridge regression", 1970, https://doi.org/10.1080/00401706.1970.10488634; a sum and
/// no mean, as in scikit-learn's `Ridge`.
public struct RidgeRegression: Hashable, Sendable {
  /// What a person chooses before the fit.
  public struct Settings: Hashable, Sendable {
    /// The penalty λ on the sum of squared weights; not negative.
    public var strength: Scalar

    /// Creates settings.
    public init(strength: Scalar = 1) { self.strength = strength }
  }

  /// The weight of each input, of shape `[inputs]`.
  public let weights: Tensor

  /// What is added.
  public let bias: Scalar

  /// Fits weights and offset.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - targets: For each a number, of shape `[samples]`.
  ///   - settings: The penalty; without one the columns of the inputs have to be independent.
  /// - Precondition: The shapes fit and the penalty is not negative.
  public init(fitting inputs: Tensor, targets: Tensor, settings: Settings = Settings()) {
    precondition(
      inputs.shape.axisCount == 2 && targets.shape == [inputs.shape[0]],
      "RidgeRegression.init: targets \(targets.shape) for inputs \(inputs.shape)")
    precondition(
      settings.strength >= 0,
      "RidgeRegression.init: the strength is negative or NaN: \(settings.strength)")
    let (center, level) = (inputs.mean(axis: 0), targets.mean())
    let centered = inputs - center
    let penalty = Tensor.identity(inputs.shape[1]) * settings.strength
    weights = SymmetricSystem.solve(
      matmul(centered, centered, transposing: .left) + penalty,
      matvec(transposing: centered, targets - level))
    bias = level - dot(weights, center)
  }

  /// The predictions for a batch, of shape `[batch]`.
  ///
  /// - Parameter batch: Samples of shape `[batch, inputs]`.
  /// - Returns: One number for each sample.
  public func callAsFunction(_ batch: Tensor) -> Tensor { matvec(batch, weights) + bias }
}
