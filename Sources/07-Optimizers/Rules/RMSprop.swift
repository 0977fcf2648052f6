public import Autograd
public import TensorCore

/// RMSprop: steps divided by the size of recent gradients (PyTorch: `optim.RMSprop`).
public typealias RMSprop = FirstOrderOptimizer<RMSpropRule>

/// The rule of RMSprop, if wished centered and with momentum.
///
///     v ← α v + (1 − α) g²
///     a ← α a + (1 − α) g,  d = √(v − a²) + ε  if centered, else  d = √v + ε
///     b ← μ b + g / d,  w ← w − η b            with momentum, else  w ← w − η g / d
///
/// Nothing corrects for the zeros that the means begin with: at α = 0.99 the first step is 10 η.
///
/// ## Conventions
///
/// PyTorch adds ε outside the root; TensorFlow's first version added it inside, where it counts as ε².
///
/// ## Source
///
/// Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; centered: Graves, 2013,
/// https://arxiv.org/abs/1308.0850, equations (38) to (41)
public struct RMSpropRule: UpdateRule {
  /// The factor η of the step.
  public var learningRate: Scalar

  /// The share α of a mean that a step keeps, in 0..<1 (PyTorch: `alpha`).
  public var smoothing: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// The share μ of the velocity that a step keeps; not negative.
  public var momentum: Scalar

  /// Whether the square of the mean is taken off, so that the rest is a variance.
  public var isCentered: Bool

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter; tensors that are not used have no scalars.
  public struct State: Sendable {
    /// The mean v of squared gradients.
    public var square: Tensor

    /// The mean a of gradients, if centered.
    public var mean: Tensor

    /// The velocity b, with momentum.
    public var velocity: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-2) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-2, smoothing: Scalar = 0.99, epsilon: Scalar = 1e-8,
    momentum: Scalar = 0, isCentered: Bool = false, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    self.isCentered = isCentered
    self.weightDecay = weightDecay
  }

  /// Schedules change μ under the name of momentum.
  public static var momentum: WritableKeyPath<RMSpropRule, Scalar>? { \.momentum }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("square_avg", \.square), .tensor("grad_avg", \.mean),
      .tensor("momentum_buffer", \.velocity), .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("the smoothing", smoothing), faultIfNegative("epsilon", epsilon),
      faultIfNegative("the momentum", momentum), faultIfNegative("the weight decay", weightDecay))
  }

  /// Zeros for what is used.
  public func initialState(for value: Tensor) -> State {
    State(
      square: .zeros(value.shape), mean: isCentered ? .zeros(value.shape) : .unused,
      velocity: momentum > 0 ? .zeros(value.shape) : .unused)
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    if isCentered { state.mean.prepare(like: value) }
    if momentum > 0 { state.velocity.prepare(like: value) }
    switch (isCentered, momentum > 0) {
    case (false, false):
      Tensor.update(&value, &state.square, with: gradient, by: Plain(rule: self))
    case (true, false):
      Tensor.update(
        &value, &state.square, &state.mean, with: gradient, by: Centered(rule: self))
    case (false, true):
      Tensor.update(
        &value, &state.square, &state.velocity, with: gradient, by: WithMomentum(rule: self))
    case (true, true):
      Tensor.update(
        &value, &state.square, &state.mean, &state.velocity, with: gradient,
        by: CenteredWithMomentum(rule: self))
    }
  }

  @inline(__always)
  private func changeSquare(_ v: inout Scalar, _ g: Scalar) {
    v = smoothing * v + (1 - smoothing) * g * g
  }

  @inline(__always)
  private func changeMean(_ a: inout Scalar, _ g: Scalar) {
    a = smoothing * a + (1 - smoothing) * g
  }

  private struct Plain: StepWithMemory {
    let rule: RMSpropRule

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      let g = g + rule.weightDecay * w
      rule.changeSquare(&v, g)
      w -= rule.learningRate * g / (.squareRoot(v) + rule.epsilon)  // (equation 7.11)
    }
  }

  private struct Centered: StepWithTwoMemories {
    let rule: RMSpropRule

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ a: inout Scalar, _ g: Scalar) {
      let g = g + rule.weightDecay * w
      rule.changeSquare(&v, g)
      rule.changeMean(&a, g)
      w -= rule.learningRate * g / (.squareRoot(v - a * a) + rule.epsilon)
    }
  }

  private struct WithMomentum: StepWithTwoMemories {
    let rule: RMSpropRule

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ b: inout Scalar, _ g: Scalar) {
      let g = g + rule.weightDecay * w
      rule.changeSquare(&v, g)
      b = rule.momentum * b + g / (.squareRoot(v) + rule.epsilon)
      w -= rule.learningRate * b
    }
  }

  private struct CenteredWithMomentum: StepWithThreeMemories {
    let rule: RMSpropRule

    @inline(__always)
    func apply(
      _ w: inout Scalar, _ v: inout Scalar, _ a: inout Scalar, _ b: inout Scalar, _ g: Scalar
    ) {
      let g = g + rule.weightDecay * w
      rule.changeSquare(&v, g)
      rule.changeMean(&a, g)
      b = rule.momentum * b + g / (.squareRoot(v - a * a) + rule.epsilon)
      w -= rule.learningRate * b
    }
  }
}
