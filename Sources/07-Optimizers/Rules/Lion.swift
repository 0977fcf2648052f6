public import Autograd
public import TensorCore

/// Lion: the sign of a momentum.
public typealias Lion = FirstOrderOptimizer<LionRule>

/// The rule of Lion: every weight moves by the learning rate, whatever the size of its gradient.
///
///     c = β₁ m + (1 − β₁) g
///     w ← w − η (sign(c) + λ w)
///     m ← β₂ m + (1 − β₂) g
///
/// One memory, half of Adam's. Steps of full length in every weight want a rate three to ten times below
/// Adam's and a decay as many times above, say the authors.
///
/// ## Source
///
/// Chen and others, "Symbolic discovery of optimization algorithms", 2023, https://arxiv.org/abs/2302.06675,
/// Algorithm 2. PyTorch has none.
public struct LionRule: UpdateRule {
  /// The length η of the step of every weight.
  public var learningRate: Scalar

  /// The share of the memory in the sign, in 0..<1.
  public var beta1: Scalar

  /// The share of the memory that a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The decay λ of the weights; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The mean m of gradients, of the parameter's shape.
    public var mean: Tensor
  }

  /// Creates the rule with the settings of the authors' code.
  public init() { self.init(learningRate: 1e-4) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-4, beta1: Scalar = 0.9, beta2: Scalar = 0.99,
    weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<LionRule, Scalar>? { \.beta1 }

  /// The state under the name that the authors' PyTorch code has.
  public static var fields: [StateField<State>] { [.tensor("exp_avg", \.mean)] }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultIfNegative("the weight decay", weightDecay))
  }

  /// A mean of zero.
  public func initialState(for value: Tensor) -> State { State(mean: .zeros(value.shape)) }

  /// Changes one parameter and its mean in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    Tensor.update(
      &value, &state.mean, with: gradient,
      by: Step(rule: self, kept: 1 - learningRate * weightDecay))
  }

  private struct Step: StepWithMemory {
    let rule: LionRule
    let kept: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ g: Scalar) {
      let c = rule.beta1 * m + (1 - rule.beta1) * g
      w = kept * w - (c > 0 ? rule.learningRate : c < 0 ? -rule.learningRate : 0)
      m = rule.beta2 * m + (1 - rule.beta2) * g  // (equation 7.16)
    }
  }
}
