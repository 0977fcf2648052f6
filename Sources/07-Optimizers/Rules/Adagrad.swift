public import Autograd
public import TensorCore

/// Adagrad: steps divided by all gradients so far (PyTorch: `optim.Adagrad`).
public typealias Adagrad = FirstOrderOptimizer<AdagradRule>

/// The rule of Adagrad: every weight has a rate of its own, which only falls.
///
///     G ← G + g²
///     w ← w − η / (1 + (t − 1) δ) · g / (√G + ε)
///
/// A weight whose gradients are rare keeps a small sum and so takes long steps.
///
/// ## Source
///
/// Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011, https://jmlr.org/papers/v12/duchi11a.html,
/// the diagonal form of Figure 1. The decay δ of the rate is PyTorch's.
public struct AdagradRule: UpdateRule {
  /// The factor η of the step.
  public var learningRate: Scalar

  /// How fast the rate falls with the steps, δ; not negative (PyTorch: `lr_decay`).
  public var rateDecay: Scalar

  /// The sum of squares that a weight begins with; not negative.
  public var initialSum: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The sum G of squared gradients, of the parameter's shape.
    public var sum: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-2) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-2, rateDecay: Scalar = 0, initialSum: Scalar = 0,
    epsilon: Scalar = 1e-10, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.rateDecay = rateDecay
    self.initialSum = initialSum
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [.tensor("sum", \.sum), .integer("step", \.stepCount)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultIfNegative("the decay of the rate", rateDecay),
      faultIfNegative("the initial sum", initialSum), faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay))
  }

  /// The initial sum for every scalar.
  public func initialState(for value: Tensor) -> State {
    State(sum: Tensor(repeating: initialSum, shape: value.shape))
  }

  /// Changes one parameter and its sum in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let rate = learningRate / (1 + Scalar(state.stepCount - 1) * rateDecay)
    Tensor.update(
      &value, &state.sum, with: gradient,
      by: Step(rate: rate, epsilon: epsilon, decay: weightDecay))
  }

  private struct Step: StepWithMemory {
    let rate, epsilon, decay: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ sum: inout Scalar, _ g: Scalar) {
      let g = g + decay * w
      sum += g * g
      w -= rate * g / (.squareRoot(sum) + epsilon)  // (equation 7.10)
    }
  }
}
