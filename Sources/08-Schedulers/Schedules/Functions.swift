/// A rate that is the base times a function of the step (PyTorch: `LambdaLR`).
public struct FactorSchedule: Schedule {
  private let factor: @Sendable (Int) -> Double

  /// Creates the schedule.
  ///
  /// - Parameter factor: The factor at a step.
  public init(_ factor: @escaping @Sendable (Int) -> Double) { self.factor = factor }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double { base * factor(step) }
}

/// A rate that is multiplied at every step by a function of the step (PyTorch: `MultiplicativeLR`).
///
///     rate(t) = base · f(1) · f(2) · … · f(t)
public struct MultiplicativeSchedule: Schedule {
  private let factor: @Sendable (Int) -> Double

  /// Creates the schedule.
  ///
  /// - Parameter factor: The factor from the step before to a step; not asked at step 0.
  public init(_ factor: @escaping @Sendable (Int) -> Double) { self.factor = factor }

  /// The rate at a step; takes as long as all steps before.
  public func rate(at step: Int, from base: Double) -> Double {
    step == 0 ? base : (1...step).reduce(base) { $0 * factor($1) }
  }

  /// The previous rate times the factor; at step 0 the previous rate.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    step == 0 ? previous : previous * factor(step)
  }

  /// The previous rate times the factor of step 0: PyTorch goes on from where the other schedule ended.
  public func rate(taking previous: Double, from base: Double) -> Double { previous * factor(0) }
}
