public import Autograd
public import TensorCore

/// Stochastic gradient descent with an average beside it (PyTorch: `optim.ASGD`).
public typealias ASGD = FirstOrderOptimizer<ASGDRule>

/// The rule of averaged gradient descent: falling rates, and the mean of the weights for use afterward.
///
///     w ← (1 − λ ηₜ) w − ηₜ g
///     a ← a + (w − a) / max(1, t − 1 − t₀)
///     ηₜ₊₁ = η / (1 + λ η t)^α
///
/// The average a is not used in training; `withAverages` puts it in the weights' place. It begins anew until step
/// t₀ + 2: at t₀ = 0 the weights after the first step are not part of it.
///
/// ## Source
///
/// Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992,
/// https://doi.org/10.1137/0330046; the falling rate: Bottou, "Large-scale machine learning with stochastic
/// gradient descent", 2010, https://doi.org/10.1007/978-3-7908-2604-3_16, section 5.1
public struct ASGDRule: UpdateRule {
  /// The first rate η.
  public var learningRate: Scalar

  /// The decay λ of the weights, and of the rate (PyTorch: `lambd`); not negative.
  public var decay: Scalar

  /// The power α with which the rate falls (PyTorch: `alpha`).
  public var power: Scalar

  /// The step t₀ after which the average begins (PyTorch: `t0`).
  public var averagingStart: Scalar

  /// The factor of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The average a, of the parameter's shape.
    public var average: Tensor

    /// The rate of the next step.
    public var rate: Scalar

    /// The share of the next weights in the average.
    public var share: Scalar = 1

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-2) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-2, decay: Scalar = 1e-4, power: Scalar = 0.75,
    averagingStart: Scalar = 1e6, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.power = power
    self.averagingStart = averagingStart
    self.weightDecay = weightDecay
  }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("ax", \.average), .number("eta", \.rate), .number("mu", \.share),
      .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultIfNegative("the decay", decay), faultIfNegative("the weight decay", weightDecay))
  }

  /// An average of zero, which the first step replaces.
  public func initialState(for value: Tensor) -> State {
    State(average: .zeros(value.shape), rate: learningRate)
  }

  /// Changes one parameter and its average in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    Tensor.update(
      &value, &state.average, with: gradient,
      by: Step(
        rate: state.rate, share: state.share, decay: weightDecay, kept: 1 - decay * state.rate))
    let step = Scalar(state.stepCount)
    state.rate = learningRate / .pow(1 + decay * learningRate * step, power)
    state.share = 1 / max(1, step - averagingStart)
  }

  private struct Step: StepWithMemory {
    let rate, share, decay, kept: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ a: inout Scalar, _ g: Scalar) {
      w = kept * w - rate * (g + decay * w)
      a = share == 1 ? w : a + (w - a) * share
    }
  }
}
