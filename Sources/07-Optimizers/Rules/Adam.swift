public import Autograd
public import TensorCore

/// Adam (PyTorch: `optim.Adam`).
public typealias Adam = FirstOrderOptimizer<AdamRule>

/// The rule of Adam: `AdamWRule` without its decay, and whatever decay is wished.
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     w ← w − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε)
///
/// A decay that is coupled goes through the quotient, which takes its strength away: without a loss, λ = 0.1
/// and λ = 0.001 shrink a weight alike. Decoupled it is AdamW, as PyTorch's `Adam(decoupled_weight_decay=True)`.
///
/// ## Source
///
/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, https://arxiv.org/abs/1412.6980,
/// Algorithm 1
public struct AdamRule: UpdateRule {
  /// What is remembered of one parameter.
  public typealias State = AdamWRule.State

  /// The rule that makes the step; its own decay is 0.
  private var rule: AdamWRule

  /// How the weights are shrunk.
  public var weightDecay: WeightDecay

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: WeightDecay = .none
  ) {
    rule = AdamWRule(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: 0)
    self.weightDecay = weightDecay
  }

  /// The learning rate η, the factor of m̂ / (√v̂ + ε).
  public var learningRate: Scalar {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar {
    get { rule.beta1 }
    set { rule.beta1 = newValue }
  }

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar {
    get { rule.beta2 }
    set { rule.beta2 = newValue }
  }

  /// The number that keeps the quotient finite; positive.
  public var epsilon: Scalar {
    get { rule.epsilon }
    set { rule.epsilon = newValue }
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<AdamRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] { AdamWRule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    rule.fault ?? faultIfNegative("the weight decay", weightDecay.strength)
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State { rule.initialState(for: value) }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    guard case .coupled(let strength) = weightDecay, strength != 0 else {
      var rule = rule
      rule.weightDecay = weightDecay.strength
      return rule.update(&value, gradient: gradient, state: &state)
    }
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    Tensor.update(
      &value, &state.mean, &state.square, with: gradient,
      by: CoupledStep(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay: strength,
        rate: learningRate / (1 - .pow(beta1, step)),
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, step))))
  }

  private struct CoupledStep: StepWithTwoMemories {
    let beta1, beta2, epsilon, decay, rate, rootCorrection: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g  // (equation 7.12)
      w -= rate * m / (.squareRoot(v) * rootCorrection + epsilon)  // (equation 7.13)
    }
  }
}
