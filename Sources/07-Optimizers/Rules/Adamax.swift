public import Autograd
public import TensorCore

/// Adam with the greatest gradient for the mean square (PyTorch: `optim.Adamax`).
public typealias Adamax = FirstOrderOptimizer<AdamaxRule>

/// The rule of Adamax: steps divided by a greatest magnitude that is slowly forgotten.
///
///     m ← β₁ m + (1 − β₁) g          u ← max(β₂ u, |g| + ε)
///     w ← w − η / (1 − β₁ᵗ) · m / u
///
/// No step is longer than η (1 − β₁) / (1 − β₁ᵗ) times a sum of ratios of gradients; u needs no correction.
///
/// ## Source
///
/// Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980, Algorithm 2. The ε inside the maximum is PyTorch's.
public struct AdamaxRule: UpdateRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar

  /// How much of the greatest magnitude a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; positive.
  public var epsilon: Scalar

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter; both tensors have its shape.
  public struct State: Sendable {
    /// The mean m of gradients.
    public var mean: Tensor

    /// The greatest magnitude u.
    public var greatest: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 2e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 2e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<AdamaxRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [.tensor("exp_avg", \.mean), .tensor("exp_inf", \.greatest), .integer("step", \.stepCount)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultUnlessPositive("epsilon", epsilon), faultIfNegative("the weight decay", weightDecay))
  }

  /// Zeros.
  public func initialState(for value: Tensor) -> State {
    State(mean: .zeros(value.shape), greatest: .zeros(value.shape))
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let rate = learningRate / (1 - .pow(beta1, Scalar(state.stepCount)))
    Tensor.update(
      &value, &state.mean, &state.greatest, with: gradient, by: Step(rule: self, rate: rate))
  }

  private struct Step: StepWithTwoMemories {
    let rule: AdamaxRule
    let rate: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ u: inout Scalar, _ g: Scalar) {
      let g = g + rule.weightDecay * w
      m = rule.beta1 * m + (1 - rule.beta1) * g
      let (old, new) = (rule.beta2 * u, g.magnitude + rule.epsilon)
      u = old > new ? old : new
      w -= rate * m / u
    }
  }
}
