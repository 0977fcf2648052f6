public import TensorCore

/// Gradient descent with momentum (PyTorch: `optim.SGD` with a momentum).
public typealias Momentum = FirstOrderOptimizer<MomentumRule>

/// The rule of gradient descent with momentum: `v ← μ v + g`, then `w ← w − η v`.
///
/// Lesson 07 says what the velocity is good for.
///
/// ## Conventions
///
/// The rate multiplies the velocity, as in PyTorch; Polyak's and Keras's velocity contains it. PyTorch's
/// momentum is 0 unless it is given.
///
/// ## Source
///
/// Polyak, "Some methods of speeding up the convergence of iteration methods", 1964,
/// https://doi.org/10.1016/0041-5553(64)90137-5
public struct MomentumRule: UpdateRule {
  /// The factor η of the velocity.
  public var learningRate: Scalar

  /// The share μ of the velocity that a step keeps, in 0…1.
  public var momentum: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The velocity, of the parameter's shape.
    public var velocity: Tensor
  }

  /// Creates the rule with its usual settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(learningRate: Scalar, momentum: Scalar = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// Schedules change μ under the name of momentum.
  public static var momentum: WritableKeyPath<MomentumRule, Scalar>? { \.momentum }

  /// The velocity under PyTorch's name.
  public static var fields: [StateField<State>] { [.tensor("momentum_buffer", \.velocity)] }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    learningRateFault
      ?? ((0...1).contains(momentum) ? nil : "the momentum is outside 0...1: \(momentum)")
  }

  /// A velocity of zero.
  public func initialState(for value: Tensor) -> State { State(velocity: .zeros(value.shape)) }

  /// Changes one parameter and its velocity in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    Tensor.update(
      &value, &state.velocity, with: gradient, by: Step(rate: learningRate, momentum: momentum))
  }

  private struct Step: StepWithMemory {
    let rate, momentum: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      v = momentum * v + g
      w -= rate * v
    }
  }
}
