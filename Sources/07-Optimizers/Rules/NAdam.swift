public import Autograd
public import TensorCore

/// Adam with Nesterov's step (PyTorch: `optim.NAdam`).
public typealias NAdam = FirstOrderOptimizer<NAdamRule>

/// The rule of NAdam: Adam that looks one step ahead, with a momentum that warms up.
///
///     μₜ = β₁ (1 − ½ · 0.96^(t ψ))          Pₜ = μ₁ μ₂ … μₜ
///     m ← β₁ m + (1 − β₁) g                 v ← β₂ v + (1 − β₂) g²
///     m̂ = μₜ₊₁ m / (1 − Pₜ μₜ₊₁) + (1 − μₜ) g / (1 − Pₜ)
///     w ← w − η m̂ / (√(v / (1 − β₂ᵗ)) + ε)
///
/// ## Conventions
///
/// PyTorch's: m is smoothed by β₁ and only weighted by μ; the paper smooths it by μₜ.
///
/// ## Source
///
/// Dozat, "Incorporating Nesterov momentum into Adam", 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ,
/// Algorithm 2
public struct NAdamRule: UpdateRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// How fast the momentum warms up, ψ; not negative.
  public var momentumDecay: Scalar

  /// How the weights are shrunk.
  public var weightDecay: WeightDecay

  /// What is remembered of one parameter; both means have its shape.
  public struct State: Sendable {
    /// The mean m of gradients.
    public var mean: Tensor

    /// The mean v of squared gradients.
    public var square: Tensor

    /// The product P of the momenta so far.
    public var momentumProduct: Scalar = 1

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 2e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 2e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, momentumDecay: Scalar = 4e-3, weightDecay: WeightDecay = .none
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<NAdamRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("exp_avg", \.mean), .tensor("exp_avg_sq", \.square),
      .number("mu_product", \.momentumProduct), .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultIfNegative("epsilon", epsilon), faultIfNegative("the momentum decay", momentumDecay),
      faultIfNegative("the weight decay", weightDecay.strength))
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State {
    State(mean: .zeros(value.shape), square: .zeros(value.shape))
  }

  /// The momentum μ of a step, which rises from half of β₁ to β₁.
  public func momentum(atStep step: Int) -> Scalar {
    beta1 * (1 - 0.5 * .pow(0.96, Scalar(step) * momentumDecay))
  }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let (current, next) = (
      momentum(atStep: state.stepCount), momentum(atStep: state.stepCount + 1)
    )
    state.momentumProduct *= current
    Tensor.update(
      &value, &state.mean, &state.square, with: gradient,
      by: Step(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay.coupling,
        kept: weightDecay.kept(at: learningRate),
        meanRate: learningRate * next / (1 - state.momentumProduct * next),
        gradientRate: learningRate * (1 - current) / (1 - state.momentumProduct),
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, Scalar(state.stepCount)))))
  }

  private struct Step: StepWithTwoMemories {
    let beta1, beta2, epsilon, decay, kept, meanRate, gradientRate, rootCorrection: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      w =
        kept * w
        - (meanRate * m + gradientRate * g) / (.squareRoot(v) * rootCorrection + epsilon)
    }
  }
}
