public import TensorCore

/// A layer that computes `x · weightᵀ + bias`, with both trained (PyTorch: `nn.Linear`).
///
/// Input `[batch, in]`, output `[batch, out]`.
///
/// ## Source
///
/// The default initialization is PyTorch's: weight and bias uniform in ±1/√in. Lesson 04 says why it
/// is not the best.
public final class Linear: Module, Layer {
  /// The matrix of shape `[out, in]`.
  public let weight: Variable

  /// The vector of shape `[out]`; `nil` for a map through the origin.
  public let bias: Variable?

  /// Creates a layer from given parameters.
  ///
  /// - Parameters:
  ///   - weight: A matrix of shape `[out, in]`.
  ///   - bias: A vector of shape `[out]`, or none.
  public convenience init(weight: Tensor, bias: Tensor?) {
    self.init(
      sharing: Variable(weight, requiresGradient: true),
      bias.map { Variable($0, requiresGradient: true) })
  }

  /// Creates a layer whose parameters are shared with others (PyTorch: weight tying).
  ///
  /// - Parameters:
  ///   - weight: A matrix of shape `[out, in]`.
  ///   - bias: A vector of shape `[out]`, or none.
  public init(sharing weight: Variable, _ bias: Variable?) {
    precondition(
      weight.shape.axisCount == 2, "Linear.init: the weight is not a matrix: \(weight.shape)")
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true,
      "Linear.init: bias \(bias?.shape ?? []) does not fit weight \(weight.shape)")
    self.weight = weight
    self.bias = bias
  }

  /// Creates a layer with PyTorch's default initialization.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features that come in.
  ///   - outputCount: The number of features that go out.
  ///   - generator: The source of the first weights.
  public convenience init(
    inputCount: Int, outputCount: Int, using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      inputCount > 0 && outputCount > 0,
      "Linear.init: counts must be positive: \(inputCount) and \(outputCount)")
    let bound = 1 / Scalar.squareRoot(Scalar(inputCount))
    let weight = Tensor.uniform([outputCount, inputCount], in: -bound..<bound, using: &generator)
    let bias = Tensor.uniform([outputCount], in: -bound..<bound, using: &generator)
    self.init(weight: weight, bias: bias)
  }

  /// The weight, and the bias if there is one.
  public var parameters: [(name: String, variable: Variable)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  /// The affine map of a batch.
  ///
  /// - Parameter input: Of shape `[batch, in]`.
  /// - Returns: The output, of shape `[batch, out]`.
  public func forward(_ input: Variable) -> Variable {
    linear(input, weight: weight, bias: bias)
  }
}
