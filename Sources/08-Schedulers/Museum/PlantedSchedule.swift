import Synchronization
import TensorCore

/// A schedule that is written for one exhibit: its closed form and its recursion need not agree.
struct PlantedSchedule: Schedule {
  let closed: @Sendable (_ step: Int, _ base: Double) -> Double
  let recursive: @Sendable (_ step: Int, _ previous: Double, _ base: Double) -> Double
  let planted: (@Sendable (_ step: Int) -> Double)?

  init(
    closed: @escaping @Sendable (Int, Double) -> Double,
    recursive: (@Sendable (Int, Double, Double) -> Double)? = nil,
    momentum: (@Sendable (Int) -> Double)? = nil
  ) {
    self.closed = closed
    self.recursive = recursive ?? { step, _, base in closed(step, base) }
    planted = momentum
  }

  func rate(at step: Int, from base: Double) -> Double { closed(step, base) }

  func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    recursive(step, previous, base)
  }

  func momentum(at step: Int) -> Double? { planted?(step) }
}

/// An exponential decay that counts its steps itself, where no checkpoint finds the count.
final class CountingSchedule: Schedule {
  private let factor: Double
  private let position = Mutex((step: 0, count: 0))

  init(factor: Double) { self.factor = factor }

  func rate(at step: Int, from base: Double) -> Double { base * .pow(factor, step) }

  func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    let count = position.withLock { position in
      if step != position.step { position = (step, position.count + 1) }
      return position.count
    }
    return rate(at: count, from: base)
  }
}

extension SchedulerBug {
  /// The rate of a step, computed from step to step.
  static func rate(_ schedule: any Schedule, at step: Int, from base: Double = 1) -> Double {
    schedule.recursiveRates(stepCount: step + 1, from: base)[step]
  }
}
