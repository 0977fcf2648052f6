public import TensorCore

/// Adam with decoupled weight decay (PyTorch: `optim.AdamW`).
public typealias AdamW = FirstOrderOptimizer<AdamWRule>

/// The rule of Adam with decoupled weight decay: steps scaled by the gradient's own size.
///
///     w ← w − η λ w
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     w ← w − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε)
///
/// Lesson 07 takes the rule apart.
///
/// ## Conventions
///
/// As PyTorch's `optim.AdamW`: ε is added outside the root and after the correction, and the decay
/// is multiplied by the learning rate.
///
/// ## Source
///
/// Loshchilov and Hutter, "Decoupled weight decay regularization", 2019,
/// https://arxiv.org/abs/1711.05101, Algorithm 2
public struct AdamWRule: UpdateRule {
  /// The learning rate η, the factor of m̂ / (√v̂ + ε).
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; positive.
  public var epsilon: Scalar

  /// The decay λ of the weights; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter; both means have its shape.
  public struct State: Sendable {
    /// The mean m of gradients.
    public var mean: Tensor

    /// The mean v of squared gradients.
    public var square: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: Scalar = 1e-2
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<AdamWRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [.tensor("exp_avg", \.mean), .tensor("exp_avg_sq", \.square), .integer("step", \.stepCount)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    if let learningRateFault { return learningRateFault }
    for (name, beta) in [("beta1", beta1), ("beta2", beta2)] where !(0..<1).contains(beta) {
      return "\(name) is outside 0..<1: \(beta)"
    }
    if !(epsilon > 0) { return "epsilon is not positive: \(epsilon)" }
    return weightDecay >= 0 ? nil : "the weight decay is negative: \(weightDecay)"
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State {
    State(mean: .zeros(value.shape), square: .zeros(value.shape))
  }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    Tensor.update(
      &value, &state.mean, &state.square, with: gradient,
      by: Step(
        beta1: beta1, beta2: beta2, epsilon: epsilon, kept: 1 - learningRate * weightDecay,
        rate: learningRate / (1 - .pow(beta1, step)),  // (equation 7.13)
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, step))))
  }

  private struct Step: StepWithTwoMemories {
    let beta1, beta2, epsilon, kept, rate, rootCorrection: Scalar

    /// Equations 7.12 and 7.13, and the decay of 7.15.
    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      w = kept * w - rate * m / (.squareRoot(v) * rootCorrection + epsilon)
    }
  }
}
