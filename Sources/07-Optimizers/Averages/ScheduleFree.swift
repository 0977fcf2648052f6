public import Autograd
public import TensorCore

/// A rule whose weights in use are an average beside the weights that are trained.
public protocol AveragingRule: UpdateRule {
  /// The weights to use, while the parameter holds those at which gradients are taken.
  ///
  /// - Parameters:
  ///   - value: The parameter's value.
  ///   - state: What is remembered of it.
  /// - Returns: The average, of the parameter's shape.
  func average(of value: Tensor, state: State) -> Tensor
}

extension ASGDRule: AveragingRule {
  /// The average; the parameter itself before the first step.
  public func average(of value: Tensor, state: State) -> Tensor {
    state.stepCount == 0 ? value : state.average
  }
}

extension FirstOrderOptimizer where Rule: AveragingRule {
  /// Carries out work with the averages in place of the weights, such as an evaluation.
  ///
  /// - Parameter body: The work; it must not train.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws.
  public func withAverages<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = parameters.map(\.value)
    for group in groups {
      for (parameter, state) in zip(group.parameters, group.states) {
        parameter.modify { $0 = group.rule.average(of: $0, state: state) }
      }
    }
    defer {
      for (parameter, value) in zip(parameters, values) { parameter.modify { $0 = value } }
    }
    return try body()
  }
}

/// Gradient descent without a schedule.
public typealias ScheduleFreeSGD = FirstOrderOptimizer<ScheduleFreeSGDRule>

/// AdamW without a schedule.
public typealias ScheduleFreeAdamW = FirstOrderOptimizer<ScheduleFreeAdamWRule>

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
    let (rate, decay) = (learningRate, weightDecay)
    let direct = learningRate * (1 - beta * (1 - share))
    Tensor.update(&value, &state.base, with: gradient) { y, z, g in
      let g = g + decay * y
      y += share * (z - y) - direct * g
      z -= rate * g
    }
  }
}

/// The rule of AdamW without schedule and without a mean of gradients, whose place the average takes.
///
///     v ← β₂ v + (1 − β₂) g²
///     z ← z − η (g / (√(v / (1 − β₂ᵗ)) + ε) + λ y), and x and y as in gradient descent without schedule
///
/// ## Source
///
/// Defazio and others, 2024, https://arxiv.org/abs/2405.15682, Algorithm 1, without warm-up
public struct ScheduleFreeAdamWRule: AveragingRule {
  /// The learning rate η.
  public var learningRate: Scalar

  /// The share β₁ of the average where the gradient is taken; between 0 and 1.
  public var beta1: Scalar

  /// How much of the mean of squared gradients a step keeps, in 0..<1.
  public var beta2: Scalar

  /// The number that keeps the quotient finite; not negative.
  public var epsilon: Scalar

  /// The decay λ at y; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public typealias State = ScheduleFreeState

  /// Creates the rule with the authors' settings.
  public init() { self.init(learningRate: 2.5e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 2.5e-3, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Schedules change β₁ under the name of momentum.
  public static var momentum: WritableKeyPath<ScheduleFreeAdamWRule, Scalar>? { \.beta1 }

  /// The state under the names of the authors' code.
  public static var fields: [StateField<State>] {
    ScheduleFreeSGDRule.fields + [.tensor("exp_avg_sq", \.square)]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      beta1 > 0 && beta1 < 1 ? nil : "beta1 is not between 0 and 1: \(beta1)",
      faultUnlessShare("beta2", beta2), faultIfNegative("epsilon", epsilon),
      faultIfNegative("the weight decay", weightDecay))
  }

  /// The point itself, and a mean of zero.
  public func initialState(for value: Tensor) -> State {
    State(base: value, square: .zeros(value.shape))
  }

  /// The average x.
  public func average(of value: Tensor, state: State) -> Tensor {
    state.average(of: value, beta: beta1)
  }

  /// Changes one parameter and its memories in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let share = state.nextShare(rate: learningRate)
    let (rate, beta2, epsilon, decay) = (learningRate, beta2, epsilon, weightDecay)
    let direct = learningRate * (1 - beta1 * (1 - share))
    let rootCorrection = 1 / Scalar.squareRoot(1 - .pow(beta2, Scalar(state.stepCount)))
    Tensor.update(&value, &state.base, &state.square, with: gradient) { y, z, v, g in
      v = beta2 * v + (1 - beta2) * g * g
      let d = g / (.squareRoot(v) * rootCorrection + epsilon) + decay * y
      y += share * (z - y) - direct * d
      z -= rate * d
    }
  }
}
