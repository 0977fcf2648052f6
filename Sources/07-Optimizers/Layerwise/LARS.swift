public import Autograd
public import TensorCore

/// Momentum with a rate for each layer from the size of its weights.
public typealias LARS = FirstOrderOptimizer<LARSRule>

/// The rule of LARS: momentum, with a step in proportion to the size of the layer's weights.
///
///     η_layer = κ ‖w‖ / (‖g‖ + λ ‖w‖)
///     v ← μ v + η η_layer (g + λ w)
///     w ← w − v
///
/// A layer whose weights or gradients are all zero takes the plain rate, as in the usual implementations.
/// Biases and the parameters of norms are best put into a group of another rule.
///
/// ## Conventions
///
/// The paper's velocity contains the rate, unlike PyTorch's SGD.
///
/// ## Source
///
/// You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017,
/// https://arxiv.org/abs/1708.03888, Algorithm 1. PyTorch has none.
public struct LARSRule: UpdateRule {
  /// The global rate η.
  public var learningRate: Scalar

  /// The share μ of the velocity that a step keeps, in 0..<1.
  public var momentum: Scalar

  /// The decay λ of the weights, inside the local rate; not negative.
  public var weightDecay: Scalar

  /// The share κ of the weights' size that a step may have; positive.
  public var trust: Scalar

  /// What is remembered of one parameter.
  public typealias State = MomentumRule.State

  /// Creates the rule with the paper's usual settings.
  public init() { self.init(learningRate: 0.1) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 0.1, momentum: Scalar = 0.9, weightDecay: Scalar = 1e-4,
    trust: Scalar = 1e-3
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.trust = trust
  }

  /// Schedules change μ under the name of momentum.
  public static var momentum: WritableKeyPath<LARSRule, Scalar>? { \.momentum }

  /// The velocity under the name that it has elsewhere.
  public static var fields: [StateField<State>] { MomentumRule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("the momentum", momentum), faultIfNegative("the weight decay", weightDecay),
      faultUnlessPositive("the trust", trust))
  }

  /// A velocity of zero.
  public func initialState(for value: Tensor) -> State { MomentumRule().initialState(for: value) }

  /// Changes one parameter and its velocity in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let (size, slope) = (value.norm(), gradient.norm())
    let local = size > 0 && slope > 0 ? trust * size / (slope + weightDecay * size) : 1
    Tensor.update(
      &value, &state.velocity, with: gradient,
      by: Step(rate: learningRate * local, momentum: momentum, decay: weightDecay))
  }

  private struct Step: StepWithMemory {
    let rate, momentum, decay: Scalar

    @inline(__always)
    func apply(_ w: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      v = momentum * v + rate * (g + decay * w)
      w -= v
    }
  }
}
