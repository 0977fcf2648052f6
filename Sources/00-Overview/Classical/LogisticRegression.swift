public import Datasets
public import TensorCore

/// Logistic regression with a penalty on the weights, by Newton's method; several classes one against the rest.
///
///     minimize  Σ log(1 + exp(−s z)) + λ/2 ‖w‖²,   z = w·x + b,  s = ±1 for the class and the rest
///
/// The loss is strictly convex and, where both classes have samples, has a minimum, so just one. With p = σ(z) a step of
/// Newton's method solves
///
///     (Xᵀ P X + λ I) Δ = −(Xᵀ (p − y) + λ w),   P = p (1 − p) on the diagonal
///
/// and is halved where it would raise the loss: whole steps can run away from a far start. The offset is a column of ones
/// without a penalty.
///
/// ## Source
///
/// Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2nd edition, 2009, section 4.4.1.
/// λ is 1 / C of scikit-learn's `LogisticRegression`.
public struct LogisticRegression: Classifier, Hashable, Sendable {
  /// What a person chooses before the fit.
  public struct Settings: Hashable, Sendable {
    /// The penalty λ; positive, since the weights of separable classes grow without end otherwise.
    public var strength: Scalar

    /// Creates settings.
    public init(strength: Scalar = 1) { self.strength = strength }
  }

  /// The weights of every class, and the offset behind them: `[classes, features + 1]`, one row for two classes.
  public let weights: Tensor

  /// The number of Newton's steps, of all classes together.
  public let stepCount: Int

  /// Fits the weights.
  ///
  /// - Parameters:
  ///   - data: Samples of at least two classes.
  ///   - settings: The penalty.
  /// - Precondition: There are two classes or more, and the penalty is positive.
  public init(fitting data: LabeledData, settings: Settings = Settings()) {
    precondition(
      data.classCount >= 2 && data.count > 0,
      "LogisticRegression.init: \(data.count) samples of \(data.classCount) classes")
    precondition(
      settings.strength > 0,
      "LogisticRegression.init: the strength is not positive: \(settings.strength)")
    let inputs = Self.withOnes(data.features)
    let classes = data.classCount == 2 ? [1] : Array(0..<data.classCount)
    let fits = classes.map { label in
      Self.newton(
        inputs, Tensor(data.labels.map { $0 == label ? 1 : 0 }), strength: settings.strength)
    }
    weights = Tensor.concatenation(fits.map { $0.weights.reshaped(to: [1, inputs.shape[1]]) })
    stepCount = fits.map(\.stepCount).reduce(0, +)
  }

  /// The logit of every class, `[samples, classes]`; of two classes that of the second, `[samples, 1]`.
  ///
  /// - Parameter features: A matrix `[samples, features]`.
  /// - Returns: The logits.
  public func logits(of features: Tensor) -> Tensor {
    matmul(Self.withOnes(features), weights, transposing: .right)
  }

  /// The class with the greatest logit.
  public func classes(of features: Tensor) -> [Int] {
    let logits = logits(of: features)
    return logits.shape[1] == 1 ? logits.scalars.map { $0 > 0 ? 1 : 0 } : logits.argmax()
  }

  private static func withOnes(_ features: Tensor) -> Tensor {
    .concatenation([features, .ones([features.shape[0], 1])], axis: 1)
  }

  /// The loss log(1 + exp(−s z)) of one sample, given its class as 1 or 0; 0 at an infinite logit on the right side.
  package static func loss(of logit: Scalar, target: Scalar) -> Scalar {
    // Not softplus(z) − y z: that is ∞ − ∞ where a step of Newton's method leads too far.
    .softplus(target == 1 ? -logit : logit)
  }

  private static func newton(
    _ inputs: Tensor, _ targets: Tensor, strength: Scalar
  ) -> (weights: Tensor, stepCount: Int) {
    let size = inputs.shape[1]
    let penalty = Tensor((0..<size).map { $0 < size - 1 ? strength : 0 })
    func loss(_ weights: Tensor) -> Scalar {
      let losses = matvec(inputs, weights).combined(with: targets) { z, y in
        Self.loss(of: z, target: y)
      }
      return losses.sum() + (penalty * weights * weights).sum() / 2
    }
    var weights = Tensor.zeros([size])
    var current = loss(weights)
    for step in 1...50 {
      let p = matvec(inputs, weights).map { .sigmoid($0) }
      let gradient = matvec(transposing: inputs, p - targets) + penalty * weights
      // The curvature of an offset that no sample moves any more would be 0.
      let spread = p.map { Swift.max($0 * (1 - $0), Scalar.ulpOfOne) }
      let scaled = inputs * spread.reshaped(to: [inputs.shape[0], 1])
      var curvature = matmul(inputs, scaled, transposing: .left)
      for k in 0..<size {
        // A trace of damping keeps the matrix positive definite to rounding; the minimum stays.
        curvature[k, k] = (curvature[k, k] + penalty.scalars[k]) * (1 + 1_000 * Scalar.ulpOfOne)
      }
      let direction = SymmetricSystem.solve(curvature, gradient)
      var (share, next) = (Scalar(1), weights - direction)
      while loss(next) > current, share > 1e-4 {
        share /= 2
        next = weights - direction * share
      }
      let after = loss(next)
      guard after < current else { return (weights, step) }
      weights = next
      if current - after < 100 * Scalar.ulpOfOne * Swift.max(current, 1) { return (weights, step) }
      current = after
    }
    return (weights, 50)
  }
}
