public import Autograd
public import TensorCore

/// Adadelta: steps in the unit of the weights (PyTorch: `optim.Adadelta`).
public typealias Adadelta = FirstOrderOptimizer<AdadeltaRule>

/// The rule of Adadelta: the root mean square of past steps over that of gradients.
///
///     v ← ρ v + (1 − ρ) g²
///     d = √(u + ε) / √(v + ε) · g
///     u ← ρ u + (1 − ρ) d²
///     w ← w − η d
///
/// ## Conventions
///
/// The paper has no learning rate; PyTorch's is a factor of the step, 1 unless it is given.
///
/// ## Source
///
/// Zeiler, "ADADELTA", 2012, https://arxiv.org/abs/1212.5701, Algorithm 1
public struct AdadeltaRule: UpdateRule {
  /// The factor η of the step.
  public var learningRate: Scalar

  /// The share ρ of both means that a step keeps, in 0..<1 (PyTorch: `rho`).
  public var smoothing: Scalar

  /// The number under both roots, which gives the first step its size; not negative.
  public var epsilon: Scalar

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter; both means have its shape.
  public struct State: Sendable {
    /// The mean v of squared gradients.
    public var square: Tensor

    /// The mean u of squared steps.
    public var stepSquare: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1, smoothing: Scalar = 0.9, epsilon: Scalar = 1e-6,
    weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("square_avg", \.square), .tensor("acc_delta", \.stepSquare),
      .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("the smoothing", smoothing), faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay))
  }

  /// Means of zero.
  public func initialState(for value: Tensor) -> State {
    State(square: .zeros(value.shape), stepSquare: .zeros(value.shape))
  }

  /// Changes one parameter and its two means in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    Tensor.update(
      &value, &state.square, &state.stepSquare, with: gradient,
      by: Step(rate: learningRate, rho: smoothing, epsilon: epsilon, decay: weightDecay))
  }

  private struct Step: StepWithTwoMemories {
    let rate, rho, epsilon, decay: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ u: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      v = rho * v + (1 - rho) * g * g
      let d = .squareRoot((u + epsilon) / (v + epsilon)) * g
      u = rho * u + (1 - rho) * d * d
      w -= rate * d
    }
  }
}
