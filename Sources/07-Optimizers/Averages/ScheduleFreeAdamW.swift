public import Autograd
public import TensorCore

/// AdamW without a schedule.
public typealias ScheduleFreeAdamW = FirstOrderOptimizer<ScheduleFreeAdamWRule>

/// The rule of AdamW without schedule and without a mean of gradients, whose place the average takes.
///
///     v ← β₂ v + (1 − β₂) g²
///     z ← z − η (g / (√(v / (1 − β₂ᵗ)) + ε) + λ y), and x and y as in gradient descent without schedule
///
/// ## Source
///
/// Defazio and others, 2024, https://arxiv.org/abs/2405.15682, Algorithm 1, without warm-up
public struct ScheduleFreeAdamWRule: AveragingRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// The share β₁ of the average where the gradient is taken; between 0 and 1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// The decay λ at y; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public typealias State = ScheduleFreeState

  /// Creates the rule with the authors' settings.
  public init() { self.init(learningRate: 2.5e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 2.5e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<ScheduleFreeAdamWRule, Scalar>? { \.beta1 }

  /// The state under the names of the authors' code.
  public static var fields: [StateField<State>] {
    ScheduleFreeSGDRule.fields + [.tensor("exp_avg_sq", \.square)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      beta1 > 0 && beta1 < 1 ? nil : "beta1 is not between 0 and 1: \(beta1)",
      faultUnlessShare("beta2", beta2), faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay))
  }

  /// The point itself, and a mean of zero.
  public func initialState(for value: Tensor) -> State {
    State(base: value, square: .zeros(value.shape))
  }

  /// The average x.
  public func average(of value: Tensor, state: State) -> Tensor {
    state.average(of: value, beta: beta1)
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let share = state.nextShare(rate: learningRate)
    Tensor.update(
      &value, &state.base, &state.square, with: gradient,
      by: Step(
        rate: learningRate, beta2: beta2, epsilon: epsilon, decay: weightDecay, share: share,
        direct: learningRate * (1 - beta1 * (1 - share)),
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, Scalar(state.stepCount)))))
  }

  private struct Step: StepWithTwoMemories {
    let rate, beta2, epsilon, decay, share, direct, rootCorrection: Scalar

    @inline(__always)
    func apply(_ y: inout Scalar, _ z: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      v = beta2 * v + (1 - beta2) * g * g
      let d = g / (.squareRoot(v) * rootCorrection + epsilon) + decay * y
      y += share * (z - y) - direct * d
      z -= rate * d
    }
  }
}
