/// A schedule under its name, in a short form and in longer ones of the same shape.
public struct CatalogedSchedule: Sendable, CustomStringConvertible {
  /// The name, such as `cosine`.
  public let name: String

  /// The step from which on the rate stays, in the short form; `nil` if it never stays.
  public let settledAfter: Int?

  /// The share of the base at the end, or the rate itself for schedules that are not proportional, where
  /// the text of the schedule says what it is.
  public let end: Double?

  /// The name.
  public var description: String { name }

  private let make: @Sendable (Int) -> any Schedule

  init(
    _ name: String, settledAfter: Int? = nil, end: Double? = nil,
    _ make: @escaping @Sendable (Int) -> any Schedule
  ) {
    self.name = name
    self.settledAfter = settledAfter
    self.end = end
    self.make = make
  }

  /// The schedule with all its lengths multiplied.
  ///
  /// - Parameter scale: What the lengths are multiplied by, positive.
  /// - Returns: The schedule.
  public func schedule(scale: Int = 1) -> any Schedule {
    precondition(scale > 0, "CatalogedSchedule.schedule: the scale \(scale)")
    return make(scale)
  }
}

/// Every schedule of the lesson, to be drawn, compared, and held against the laws; what is listed is subject
/// to them.
public enum ScheduleCatalog {
  /// The schedules, about 40 steps long in their short form.
  public static var all: [CatalogedSchedule] { decays + periodic + warmUps + composed }

  private static var decays: [CatalogedSchedule] {
    [
      CatalogedSchedule("constant", settledAfter: 0, end: 1) { _ in ConstantRate() },
      CatalogedSchedule("reduced start", settledAfter: 10, end: 1) {
        ReducedStart(factor: 0.25, length: 10 * $0)
      },
      CatalogedSchedule("linear", settledAfter: 40, end: 0.1) {
        LinearRamp(start: 1, end: 0.1, length: 40 * $0)
      },
      CatalogedSchedule("polynomial", settledAfter: 40, end: 0) {
        PolynomialDecay(length: 40 * $0, power: 2)
      },
      CatalogedSchedule("step") { StepDecay(period: 10 * $0, factor: 0.5) },
      CatalogedSchedule("multi-step", settledAfter: 30, end: 0.01) {
        MultiStepDecay(milestones: [20 * $0, 30 * $0])
      },
      CatalogedSchedule("exponential") { ExponentialDecay(factor: 1 - 0.05 / Double($0)) },
      CatalogedSchedule("inverse time") { InverseTimeDecay(decay: 0.1 / Double($0)) },
      CatalogedSchedule("inverse square root") { InverseSquareRoot(start: 10 * $0) },
      CatalogedSchedule("lambda") { scale in
        FactorSchedule { 1 / (1 + Double($0) / Double(10 * scale)) }
      },
      CatalogedSchedule("multiplicative") { scale in
        MultiplicativeSchedule { _ in 1 - 0.05 / Double(scale) }
      },
    ]
  }

  private static var periodic: [CatalogedSchedule] {
    [
      CatalogedSchedule("cosine") { CosineDecay(length: 40 * $0) },
      CatalogedSchedule("cosine above zero") { CosineDecay(length: 40 * $0, minimum: 0.001) },
      CatalogedSchedule("cosine with restarts") {
        CosineRestarts(firstLength: 10 * $0, growth: 2, minimum: 0.001)
      },
      CatalogedSchedule("one cycle", settledAfter: 39, end: 0.1 / 25e4) {
        OneCycle(peak: 0.1, stepCount: 40 * $0)
      },
      CatalogedSchedule("one cycle, linear, three phases", settledAfter: 39, end: 0.1 / 25e4) {
        OneCycle(peak: 0.1, stepCount: 40 * $0, anneal: .linear, phases: .three)
      },
      CatalogedSchedule("cyclic") { Cyclic(rates: 0.01...0.1, up: 10 * $0) },
      CatalogedSchedule("cyclic, halving") {
        Cyclic(rates: 0.01...0.1, up: 10 * $0, down: 5 * $0, mode: .halving)
      },
      CatalogedSchedule("cyclic, exponential") {
        Cyclic(rates: 0.01...0.1, up: 10 * $0, mode: .exponential(factor: 1 - 0.02 / Double($0)))
      },
    ]
  }

  private static var warmUps: [CatalogedSchedule] {
    [
      CatalogedSchedule("linear warm-up", settledAfter: 9, end: 1) {
        LinearWarmUp(length: 10 * $0)
      },
      CatalogedSchedule("exponential warm-up") { ExponentialWarmUp(length: Double(10 * $0)) },
      CatalogedSchedule("Noam") { Noam(width: 64, warmUp: 10 * $0) },
      CatalogedSchedule("warm-up, stable, decay", settledAfter: 39, end: 0.1) {
        WarmUpStableDecay(warmUp: 5 * $0, stable: 25 * $0, decay: 10 * $0, end: 0.1)
      },
    ]
  }

  private static var composed: [CatalogedSchedule] {
    [
      CatalogedSchedule("warm-up, then cosine") {
        SequentialSchedule(
          [LinearRamp(start: 0.1, length: 10 * $0), CosineDecay(length: 30 * $0)],
          milestones: [10 * $0])
      },
      CatalogedSchedule("warm-up times exponential") {
        ChainedSchedule([
          LinearWarmUp(length: 10 * $0), ExponentialDecay(factor: 1 - 0.05 / Double($0)),
        ])
      },
      CatalogedSchedule("steps times polynomial", settledAfter: 40, end: 0) {
        ChainedSchedule([
          StepDecay(period: 10 * $0, factor: 0.5), PolynomialDecay(length: 40 * $0),
        ])
      },
    ]
  }
}
