/// One schedule after the other, each counting its own steps (PyTorch: `SequentialLR`).
public struct SequentialSchedule: Schedule {
  /// The schedules, in order.
  public let schedules: [any Schedule]

  /// The first step of each schedule but the first.
  public let milestones: [Int]

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - schedules: The schedules, in order.
  ///   - milestones: The first step of each but the first; rising.
  public init(_ schedules: [any Schedule], milestones: [Int]) {
    precondition(
      !schedules.isEmpty && milestones.count == schedules.count - 1,
      "SequentialSchedule.init: \(schedules.count) schedules, \(milestones.count) milestones")
    precondition(
      zip([0] + milestones, milestones).allSatisfy { $0 < $1 },
      "SequentialSchedule.init: the milestones do not rise: \(milestones)")
    self.schedules = schedules
    self.milestones = milestones
  }

  /// The rate at a step.
  public func rate(at step: Int, from base: Double) -> Double {
    let (schedule, position) = place(of: step)
    return schedule.rate(at: position, from: base)
  }

  /// The rate from the step before; a schedule that begins starts from the base.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    let (schedule, position) = place(of: step)
    return step > 0 && position == 0
      ? schedule.rate(taking: previous, from: base)
      : schedule.rate(at: position, after: previous, from: base)
  }

  /// The momentum of the schedule that has the step.
  public func momentum(at step: Int) -> Double? {
    let (schedule, position) = place(of: step)
    return schedule.momentum(at: position)
  }

  /// The end of the last schedule, if it has one.
  public var stepCount: Int? { schedules.last?.stepCount.map { $0 + (milestones.last ?? 0) } }

  /// The joints may be jumps, and the schedules may jump themselves.
  public func jumps(at step: Int) -> Bool {
    let (schedule, position) = place(of: step)
    return position == 0 ? step > 0 : schedule.jumps(at: position)
  }

  /// Proportional if all its schedules are.
  public var isProportional: Bool { schedules.allSatisfy(\.isProportional) }

  private func place(of step: Int) -> (schedule: any Schedule, position: Int) {
    let index = milestones.count { $0 <= step }
    return (schedules[index], step - (index == 0 ? 0 : milestones[index - 1]))
  }
}

/// All schedules at once, each changing the rate that the one before has made (PyTorch:
/// `ChainedScheduler`).
///
/// Of schedules that are factors of the base, the factors are multiplied. What falls to a minimum does not chain
/// so: PyTorch's rule asks for the previous rate, in which the other schedules have had their part, and
/// `rate(at:after:from:)` gives what it gives; `rate(at:from:)` hands each schedule the rate of the one before
/// as its base.
public struct ChainedSchedule: Schedule {
  /// The schedules, in order.
  public let schedules: [any Schedule]

  /// Creates the schedule.
  public init(_ schedules: [any Schedule]) {
    precondition(!schedules.isEmpty, "ChainedSchedule.init: there are no schedules")
    self.schedules = schedules
  }

  /// The rate at a step, each schedule taking the rate of the one before as its base.
  public func rate(at step: Int, from base: Double) -> Double {
    schedules.reduce(base) { $1.rate(at: step, from: $0) }
  }

  /// The rate from the step before, as PyTorch computes it.
  public func rate(at step: Int, after previous: Double, from base: Double) -> Double {
    schedules.reduce(previous) { $1.rate(at: step, after: $0, from: base) }
  }

  /// The momentum of the last schedule that has one.
  public func momentum(at step: Int) -> Double? {
    schedules.reversed().lazy.compactMap { $0.momentum(at: step) }.first
  }

  /// The shortest of the schedules.
  public var stepCount: Int? { schedules.compactMap(\.stepCount).min() }

  /// The rate jumps where one of the schedules does.
  public func jumps(at step: Int) -> Bool { schedules.contains { $0.jumps(at: step) } }

  /// Proportional if all its schedules are.
  public var isProportional: Bool { schedules.allSatisfy(\.isProportional) }
}
