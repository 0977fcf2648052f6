public import Autograd
public import TensorCore

/// Resilient propagation: signs alone (PyTorch: `optim.Rprop`).
public typealias Rprop = FirstOrderOptimizer<RpropRule>

/// The rule of Rprop: every weight has a step of its own, which only the sign of its gradient changes.
///
///     same sign as before:      Δ ← min(η⁺ Δ, Δmax)
///     opposite sign:            Δ ← max(η⁻ Δ, Δmin), and g ← 0
///     w ← w − sign(g) Δ
///
/// It is for whole batches: of a noisy gradient the sign says too little, and nine gradients of 0.1 with one
/// of −0.9 move a weight though they sum to zero.
///
/// ## Source
///
/// Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning", 1993,
/// https://doi.org/10.1109/ICNN.1993.298623, equations (4) to (7); a step is not taken back there, as in the
/// variant that Igel and Hüsken, 2000, call Rprop⁻ (iRprop⁻ where the gradient is set to 0, as here)
public struct RpropRule: UpdateRule {
  /// The step Δ that every weight begins with; later changes of it have no effect.
  public var learningRate: Scalar

  /// The factor η⁻ of a step after the sign has changed, in 0..<1.
  public var shrinking: Scalar

  /// The factor η⁺ of a step after the sign has stayed, above 1.
  public var growing: Scalar

  /// The bounds of a step.
  public var bounds: ClosedRange<Scalar>

  /// What is remembered of one parameter; both tensors have its shape.
  public struct State: Sendable {
    /// The gradient of the step before, 0 where the sign had changed.
    public var previous: Tensor

    /// The steps Δ.
    public var stepSize: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-2) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-2, shrinking: Scalar = 0.5, growing: Scalar = 1.2,
    bounds: ClosedRange<Scalar> = 1e-6...50
  ) {
    self.learningRate = learningRate
    self.shrinking = shrinking
    self.growing = growing
    self.bounds = bounds
  }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [.tensor("prev", \.previous), .tensor("step_size", \.stepSize), .integer("step", \.stepCount)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      shrinking > 0 && shrinking < 1 && growing > 1
        ? nil : "the factors are not below and above 1: \(shrinking), \(growing)",
      faultIfNegative("the least step", bounds.lowerBound))
  }

  /// Steps of the initial length.
  public func initialState(for value: Tensor) -> State {
    State(
      previous: .zeros(value.shape),
      stepSize: Tensor(repeating: learningRate, shape: value.shape))
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    Tensor.update(
      &value, &state.previous, &state.stepSize, with: gradient,
      by: Step(
        shrinking: shrinking, growing: growing, least: bounds.lowerBound,
        greatest: bounds.upperBound))
  }

  private struct Step: StepWithTwoMemories {
    let shrinking, growing, least, greatest: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ previous: inout Scalar, _ size: inout Scalar, _ g: Scalar) {
      let product = g * previous
      let factor = product > 0 ? growing : product < 0 ? shrinking : 1
      let scaled = size * factor
      size = scaled < least ? least : scaled > greatest ? greatest : scaled
      previous = product < 0 ? 0 : g
      w -= previous > 0 ? size : previous < 0 ? -size : 0
    }
  }
}
