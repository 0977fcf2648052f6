public import Autograd
public import TensorCore

/// Adam whose divisor never falls (PyTorch: `optim.Adam(amsgrad=True)`).
public typealias AMSGrad = FirstOrderOptimizer<AMSGradRule>

/// The rule of AMSGrad: Adam divided by the greatest mean of squares so far.
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²          u ← max(u, v)
///     w ← w − η / (1 − β₁ᵗ) · m / (√(u / (1 − β₂ᵗ)) + ε)
///
/// ## Conventions
///
/// PyTorch's: the greatest of the raw means, corrected afterward. The paper corrects nothing; the greatest
/// of the corrected means would give other numbers.
///
/// ## Source
///
/// Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018, https://arxiv.org/abs/1904.09237,
/// Algorithm 2
public struct AMSGradRule: UpdateRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// How the weights are shrunk.
  public var weightDecay: WeightDecay

  /// What is remembered of one parameter; the tensors have its shape.
  public struct State: Sendable {
    /// The mean m of gradients.
    public var mean: Tensor

    /// The mean v of squared gradients.
    public var square: Tensor

    /// The greatest v so far, u.
    public var greatestSquare: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: WeightDecay = .none
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<AMSGradRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("exp_avg", \.mean), .tensor("exp_avg_sq", \.square),
      .tensor("max_exp_avg_sq", \.greatestSquare), .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay.strength))
  }

  /// Zeros.
  public func initialState(for value: Tensor) -> State {
    State(
      mean: .zeros(value.shape), square: .zeros(value.shape), greatestSquare: .zeros(value.shape))
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    Tensor.update(
      &value, &state.mean, &state.square, &state.greatestSquare, with: gradient,
      by: Step(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay.coupling,
        kept: weightDecay.kept(at: learningRate), rate: learningRate / (1 - .pow(beta1, step)),
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, step))))
  }

  private struct Step: StepWithThreeMemories {
    let beta1, beta2, epsilon, decay, kept, rate, rootCorrection: Scalar

    @inline(__always)
    func apply(
      _ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ u: inout Scalar, _ g: Scalar
    ) {
      let g = g + decay * w
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      u = v > u ? v : u  // (equation 7.14)
      w = kept * w - rate * m / (.squareRoot(u) * rootCorrection + epsilon)
    }
  }
}
