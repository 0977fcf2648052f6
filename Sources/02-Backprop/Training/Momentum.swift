public import TensorCore

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

  /// The velocity of each parameter.
  public var memory: [String: [Tensor]] {
    get { ["momentum_buffer": velocities] }
    set { velocities = newValue["momentum_buffer"] ?? velocities }
  }

  /// Creates an optimizer at rest.
  ///
  /// - Parameters:
  ///   - parameters: What is trained.
  ///   - learningRate: The length of a step; not negative.
  ///   - momentum: The share of the velocity that a step keeps, in 0…1.
  public init(_ parameters: [Variable], learningRate: Scalar, momentum: Scalar = 0.9) {
    checkOptimizer(
      "Momentum", parameters, learningRate: learningRate, shares: ["momentum": momentum])
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
