public import Autograd
public import TensorCore

/// Adam that first waits for its variance (PyTorch: `optim.RAdam`).
public typealias RAdam = FirstOrderOptimizer<RAdamRule>

/// The rule of rectified Adam: momentum alone while the mean of squares rests on too few gradients.
///
///     ρ∞ = 2 / (1 − β₂) − 1                  ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
///     m ← β₁ m + (1 − β₁) g                  v ← β₂ v + (1 − β₂) g²
///     m̂ = m / (1 − β₁ᵗ)
///     if ρₜ > 5:  w ← w − η r m̂ √(1 − β₂ᵗ) / (√v + ε)
///                 r² = (ρₜ − 4) (ρₜ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρₜ)
///     else:       w ← w − η m̂
///
/// ## Conventions
///
/// PyTorch's: the threshold is 5 as in the authors' code (the paper has 4), and ε is added before the
/// correction, so it counts √(1 − β₂ᵗ) times less than Adam's.
///
/// ## Source
///
/// Liu and others, "On the variance of the adaptive learning rate and beyond", 2020,
/// https://arxiv.org/abs/1908.03265, Algorithm 2
public struct RAdamRule: UpdateRule {
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

  /// What is remembered of one parameter.
  public typealias State = AdamWRule.State

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
  public static var momentum: WritableKeyPath<RAdamRule, Scalar>? { \.beta1 }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] { AdamWRule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay.strength))
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State { AdamWRule().initialState(for: value) }

  /// The factor r of a step; `nil` while the variance cannot be relied on.
  public func rectification(atStep step: Int) -> Scalar? {
    let power = Scalar.pow(beta2, Scalar(step))
    let limit = 2 / (1 - beta2) - 1
    let length = limit - 2 * Scalar(step) * power / (1 - power)
    guard length > 5 else { return nil }
    return .squareRoot(
      (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length))
  }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    let kept = weightDecay.kept(at: learningRate)
    let rate = learningRate / (1 - .pow(beta1, step))
    guard let factor = rectification(atStep: state.stepCount) else {
      return Tensor.update(
        &value, &state.mean, &state.square, with: gradient,
        by: FirstSteps(
          beta1: beta1, beta2: beta2, decay: weightDecay.coupling, kept: kept, rate: rate))
    }
    Tensor.update(
      &value, &state.mean, &state.square, with: gradient,
      by: Rectified(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay.coupling, kept: kept,
        rate: rate * factor * .squareRoot(1 - .pow(beta2, step))))
  }

  private struct FirstSteps: StepWithTwoMemories {
    let beta1, beta2, decay, kept, rate: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      w = kept * w - rate * m
    }
  }

  private struct Rectified: StepWithTwoMemories {
    let beta1, beta2, epsilon, decay, kept, rate: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g * g
      w = kept * w - rate * m / (.squareRoot(v) + epsilon)
    }
  }
}
