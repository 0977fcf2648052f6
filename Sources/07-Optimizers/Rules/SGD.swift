public import Autograd
public import TensorCore

/// Stochastic gradient descent with all its options (PyTorch: `optim.SGD`).
public typealias SGD = FirstOrderOptimizer<SGDRule>

/// The rule of stochastic gradient descent: momentum, dampening, Nesterov's step, decay.
///
///     g ← g + λ w
///     v ← g at the first step, else v ← μ v + (1 − τ) g
///     w ← w − η v, or with Nesterov w ← w − η (g + μ v)
///
/// Without options it is `GradientDescentRule`, with μ alone `MomentumRule`, which lesson 02 has.
///
/// ## Conventions
///
/// PyTorch's: the rate multiplies the velocity. In Sutskever's equations (1) and (2) and in Keras the
/// velocity contains the rate, v ← μ v − η g. At a constant rate the two are one; after a drop the old
/// velocity goes on at the old rate there.
///
/// ## Source
///
/// Polyak, 1964, https://doi.org/10.1016/0041-5553(64)90137-5, equation (9); Nesterov's step as in
/// Sutskever, Martens, Dahl and Hinton, 2013, https://proceedings.mlr.press/v28/sutskever13.html,
/// equations (3) and (4), at the point looked ahead to. Dampening is PyTorch's.
public struct SGDRule: UpdateRule {
  /// The factor η of the step.
  public var learningRate: Scalar

  /// The share μ of the velocity that a step keeps; not negative.
  public var momentum: Scalar

  /// The share τ of a gradient that the velocity leaves out, from the second step on.
  public var dampening: Scalar

  /// Whether the step looks ahead, along the velocity that is to come.
  public var isNesterov: Bool

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The velocity, of the parameter's shape; no scalars without momentum.
    public var velocity: Tensor

    /// How many gradients the velocity has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, momentum: Scalar = 0, dampening: Scalar = 0,
    isNesterov: Bool = false, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
  }

  /// Schedules change μ under the name of momentum.
  public static var momentum: WritableKeyPath<SGDRule, Scalar>? { \.momentum }

  /// The velocity under PyTorch's name; PyTorch keeps no count.
  public static var fields: [StateField<State>] {
    [.tensor("momentum_buffer", \.velocity), .integer("step", \.stepCount)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultIfNegative("the momentum", momentum), faultIfNegative("the weight decay", weightDecay),
      dampening.isFinite ? nil : "the dampening is not finite: \(dampening)",
      isNesterov && (momentum == 0 || dampening != 0)
        ? "Nesterov needs a momentum and no dampening: \(momentum), \(dampening)" : nil)
  }

  /// A velocity of zero, if there is momentum.
  public func initialState(for value: Tensor) -> State {
    State(velocity: momentum == 0 ? .unused : .zeros(value.shape))
  }

  /// Changes one parameter and its velocity in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    if momentum == 0 {
      return value.update(with: gradient, by: Plain(rate: learningRate, decay: weightDecay))
    }
    state.velocity.prepare(like: value)
    let fresh = state.stepCount == 0 ? 1 : 1 - dampening
    state.stepCount += 1
    if isNesterov {
      Tensor.update(
        &value, &state.velocity, with: gradient, by: LookingAhead(rule: self, fresh: fresh))
    } else {
      Tensor.update(
        &value, &state.velocity, with: gradient, by: WithMomentum(rule: self, fresh: fresh))
    }
  }

  private struct Plain: ScalarStep {
    let rate, decay: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ g: Scalar) { w -= rate * (g + decay * w) }  // (equation 7.1)
  }

  private struct WithMomentum: StepWithMemory {
    let rule: SGDRule
    let fresh: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      v = rule.momentum * v + fresh * (g + rule.weightDecay * w)  // (equation 7.4)
      w -= rule.learningRate * v
    }
  }

  private struct LookingAhead: StepWithMemory {
    let rule: SGDRule
    let fresh: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + rule.weightDecay * w
      v = rule.momentum * v + fresh * g
      w -= rule.learningRate * (g + rule.momentum * v)
    }
  }
}
