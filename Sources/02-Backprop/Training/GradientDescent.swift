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

  /// Creates an optimizer.
  ///
  /// - Parameters:
  ///   - parameters: What is trained.
  ///   - learningRate: The length of a step; positive.
  public init(_ parameters: [Variable], learningRate: Scalar) {
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

/// Gradient descent with momentum: `v ← μ v + g`, then `w ← w − η v` (PyTorch: `optim.SGD`).
///
/// Lesson 07 says what the velocity is good for.
///
/// ## Conventions
///
/// The rate multiplies the velocity, as in PyTorch; Polyak's and Keras's velocity contains it.
///
/// ## Source
///
/// Polyak, "Some methods of speeding up the convergence of iteration methods", 1964,
/// https://doi.org/10.1016/0041-5553(64)90137-5
public final class Momentum: Optimizer {
  /// What is trained.
  public let parameters: [Variable]

  /// The length η of a step.
  public var learningRate: Scalar

  /// The share μ of the velocity that a step keeps.
  public let momentum: Scalar

  private var velocities: [Tensor]

  /// Creates an optimizer at rest.
  ///
  /// - Parameters:
  ///   - parameters: What is trained.
  ///   - learningRate: The length of a step; positive.
  ///   - momentum: The share of the velocity that a step keeps, in 0…1.
  public init(_ parameters: [Variable], learningRate: Scalar, momentum: Scalar = 0.9) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.momentum = momentum
    velocities = parameters.map { .zeros($0.shape) }
  }

  /// Changes one parameter and its velocity in place.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - gradient: Its gradient.
  ///   - index: Which velocity is its own.
  public func update(_ value: inout Tensor, gradient: Tensor, index: Int) {
    let (rate, momentum) = (learningRate, momentum)
    Tensor.update(&value, &velocities[index], with: gradient) { w, v, g in
      v = momentum * v + g
      w -= rate * v
    }
  }
}
