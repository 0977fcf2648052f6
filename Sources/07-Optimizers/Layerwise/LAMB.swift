public import Autograd
public import TensorCore

/// Adam with a rate for each layer from the size of its weights.
public typealias LAMB = FirstOrderOptimizer<LAMBRule>

/// The rule of LAMB: Adam's step and the decay, scaled to the size of the layer's weights.
///
///     m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
///     r = m̂ / (√v̂ + ε) + λ w
///     w ← w − η ‖w‖ / ‖r‖ · r
///
/// Whatever the gradients, a layer moves by η times its own length. Where one of the norms is 0, the quotient
/// counts as 1.
///
/// ## Source
///
/// You and others, "Large batch optimization for deep learning", 2020, https://arxiv.org/abs/1904.00962,
/// Algorithm 2 with φ(z) = z. PyTorch has none.
public struct LAMBRule: UpdateRule {
  /// The rate η: the step of a layer in units of its length.
  public var learningRate: Scalar

  /// How much of the mean of gradients a step keeps, in 0..<1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// The decay λ of the weights; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public typealias State = AdamWRule.State

  /// Creates the rule with the paper's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-6, weightDecay: Scalar = 1e-2
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<LAMBRule, Scalar>? { \.beta1 }

  /// The state under the names of Adam's.
  public static var fields: [StateField<State>] { AdamWRule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("beta1", beta1), faultUnlessShare("beta2", beta2),
      faultIfNegative("epsilon", epsilon), faultIfNegative("the weight decay", weightDecay))
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State { AdamWRule().initialState(for: value) }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    var ratio = gradient
    Tensor.update(
      &ratio, &state.mean, &state.square, with: value,
      by: Ratio(
        beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay,
        correction: 1 / (1 - Scalar.pow(beta1, step)),
        rootCorrection: 1 / Scalar.squareRoot(1 - .pow(beta2, step))))
    let (size, length) = (value.norm(), ratio.norm())
    let rate = learningRate * (size > 0 && length > 0 ? size / length : 1)
    value.update(with: ratio, by: Step(rate: rate))
  }

  /// What the gradient r becomes, given the weight.
  private struct Ratio: StepWithTwoMemories {
    let beta1, beta2, epsilon, decay, correction, rootCorrection: Scalar

    @inline(__always)
    func apply(_ r: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ w: Scalar) {
      m = beta1 * m + (1 - beta1) * r
      v = beta2 * v + (1 - beta2) * r * r
      r = m * correction / (.squareRoot(v) * rootCorrection + epsilon) + decay * w
    }
  }

  private struct Step: ScalarStep {
    let rate: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ r: Scalar) { w -= rate * r }
  }
}
