public import Autograd
public import TensorCore

/// Gradient descent without a schedule.
public typealias ScheduleFreeSGD = FirstOrderOptimizer<ScheduleFreeSGDRule>

/// What a rule without schedule remembers of one parameter beside the squares of gradients.
public struct ScheduleFreeState: Sendable {
  /// The point z that plain steps are taken from, of the parameter's shape.
  public var base: Tensor

  /// The mean v of squared gradients; no scalars for gradient descent.
  public var square: Tensor

  /// The sum of the weights of all steps in the average.
  public var weightSum: Scalar = 0

  /// The greatest learning rate so far.
  public var greatestRate: Scalar = 0

  /// How many gradients the parameter has seen.
  public var stepCount = 0

  /// The share cₜ of the next point in the average: its squared rate over the sum of all.
  mutating func nextShare(rate: Scalar) -> Scalar {
    stepCount += 1
    greatestRate = max(greatestRate, rate)
    let weight = greatestRate * greatestRate
    weightSum += weight
    return weightSum > 0 ? weight / weightSum : 0
  }

  /// The average x of the points z, from y = (1 − β) z + β x.
  func average(of value: Tensor, beta: Scalar) -> Tensor {
    value.combined(with: base) { y, z in z + (y - z) / beta }
  }
}

/// The rule of gradient descent without schedule: an average takes the place of a falling rate.
///
///     y = (1 − β) z + β x, where the gradient g is taken
///     z ← z − η (g + λ y)
///     x ← (1 − cₜ) x + cₜ z,   cₜ = η² / Σ η²
///
/// The parameter holds y; `withAverages` puts x in its place, which is what is to be used and saved.
///
/// ## Source
///
/// Defazio and others, "The road less scheduled", 2024, https://arxiv.org/abs/2405.15682, equations (1) to (3),
/// the weights of equation (7)'s generalization as in the authors' code
public struct ScheduleFreeSGDRule: AveragingRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// The share β of the average where the gradient is taken; between 0 and 1.
  public var beta: Scalar

  /// The factor λ of the weight that is added to its gradient; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public typealias State = ScheduleFreeState

  /// Creates the rule with the authors' settings.
  public init() { self.init(learningRate: 1) }

  /// Creates the rule.
  public init(learningRate: Scalar = 1, beta: Scalar = 0.9, weightDecay: Scalar = 0) {
    self.learningRate = learningRate
    self.beta = beta
    self.weightDecay = weightDecay
  }

  /// Schedules change β under the name of momentum.
  public static var momentum: WritableKeyPath<ScheduleFreeSGDRule, Scalar>? { \.beta }

  /// The state under the names of the authors' code.
  public static var fields: [StateField<State>] {
    [
      .tensor("z", \.base), .number("weight_sum", \.weightSum), .number("lr_max", \.greatestRate),
      .integer("k", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      beta > 0 && beta < 1 ? nil : "beta is not between 0 and 1: \(beta)",
      faultIfNegative("the weight decay", weightDecay))
  }

  /// The point itself.
  public func initialState(for value: Tensor) -> State { State(base: value, square: .unused) }

  /// The average x.
  public func average(of value: Tensor, state: State) -> Tensor {
    state.average(of: value, beta: beta)
  }

  /// Changes one parameter and its base in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let share = state.nextShare(rate: learningRate)
    let direct = learningRate * (1 - beta * (1 - share))
    Tensor.update(
      &value, &state.base, with: gradient,
      by: Step(rate: learningRate, decay: weightDecay, share: share, direct: direct))
  }

  private struct Step: StepWithMemory {
    let rate, decay, share, direct: Scalar

    @inline(__always)
    func apply(_ y: inout Scalar, _ z: inout Scalar, _ g: Scalar) {
      let g = g + decay * y
      y += share * (z - y) - direct * g
      z -= rate * g
    }
  }
}
