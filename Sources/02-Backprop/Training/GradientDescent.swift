public import TensorCore

/// Plain gradient descent: `w ← w − η g` (PyTorch: `optim.SGD` with its defaults).
///
/// ## Source
///
/// Cauchy, 1847; on batches Robbins and Monro, "A stochastic approximation method", 1951,
/// https://doi.org/10.1214/aoms/1177729586
public final class GradientDescent: Optimizer {
  /// What is trained.
  public let parameters: [Variable]

  /// The length η of a step.
  public var learningRate: Scalar

  /// Nothing is remembered.
  public var memory: [String: [Tensor]] {
    get { [:] }
    set { precondition(newValue.isEmpty, "GradientDescent.memory: it remembers nothing") }
  }

  /// Creates an optimizer.
  ///
  /// - Parameters:
  ///   - parameters: What is trained.
  ///   - learningRate: The length of a step; not negative.
  public init(_ parameters: [Variable], learningRate: Scalar) {
    checkOptimizer("GradientDescent", parameters, learningRate: learningRate)
    self.parameters = parameters
    self.learningRate = learningRate
  }

  /// Changes one parameter in place.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - gradient: Its gradient.
  ///   - index: Not needed: nothing is remembered.
  public func update(_ value: inout Tensor, gradient: Tensor, index: Int) {
    let rate = learningRate
    value.update(with: gradient) { w, g in w -= rate * g }
  }
}
