public import TensorCore

/// Plain gradient descent (PyTorch: `optim.SGD` with its defaults).
public typealias GradientDescent = FirstOrderOptimizer<GradientDescentRule>

/// The rule of plain gradient descent: `w ← w − η g`.
///
/// ## Source
///
/// Cauchy, 1847; on batches Robbins and Monro, "A stochastic approximation method", 1951,
/// https://doi.org/10.1214/aoms/1177729586
public struct GradientDescentRule: UpdateRule {
  /// The factor η of the gradient.
  public var learningRate: Scalar

  /// Creates the rule with PyTorch's rate.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(learningRate: Scalar) { self.learningRate = learningRate }

  /// Changes one parameter in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout Void) {
    value.update(with: gradient, by: Step(rate: learningRate))
  }

  private struct Step: ScalarStep {
    let rate: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ g: Scalar) { w -= rate * g }
  }
}
