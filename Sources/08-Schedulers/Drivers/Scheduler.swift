public import Autograd
public import TensorCore

/// Sets the rates of an optimizer while training goes on, as PyTorch's schedulers do.
///
/// ```swift
/// let scheduler = Scheduler(optimizer, CosineDecay(length: 1000))
/// for batch in batches {
///   try trainingStep(optimizer) { softmaxCrossEntropy(model(batch.x), classes: batch.y) }
///   try scheduler.step()   // after the optimizer's step
/// }
/// ```
///
/// The rate itself is a setting of the optimizer. What a run continues from is therefore both: the scheduler's
/// state holds the step and the base rates, the optimizer's the rates as they are.
///
/// ## Conventions
///
/// As PyTorch 2.13: a step starts from the rate that the optimizer has, so a rate that was changed by hand
/// stays changed under schedules that multiply, and is overwritten by those that do not.
public final class Scheduler: Stateful {
  /// When a scheduler is stepped.
  public enum Unit: Sendable { case batch, epoch }

  /// What is scheduled.
  public let optimizer: any Optimizer

  /// The schedule of each group.
  public let schedules: [any Schedule]

  /// Whether the steps of the schedules are batches or epochs.
  public let unit: Unit

  /// How many steps the scheduler has made (PyTorch: `last_epoch`).
  public private(set) var stepCount = 0

  /// The rates that the groups had at first, of shape `[groups]`.
  public private(set) var baseRates: Tensor

  /// What is wrong with the use of the scheduler, if anything is: that it was stepped before the optimizer.
  public private(set) var warning: String?

  /// The steps that the optimizer had made when the scheduler was made.
  private let optimizerSteps: Int?

  /// Creates a scheduler, and sets the rates of step 0.
  ///
  /// - Parameters:
  ///   - optimizer: What is scheduled; if the schedule has a momentum, the optimizer has one too.
  ///   - schedules: One schedule for each group.
  ///   - unit: Whether their steps are batches or epochs.
  public init(_ optimizer: any Optimizer, _ schedules: [any Schedule], unit: Unit = .batch) {
    precondition(
      schedules.count == optimizer.learningRates.count,
      "Scheduler: \(schedules.count) schedules for \(optimizer.learningRates.count) groups")
    precondition(
      optimizer.momenta != nil || schedules.allSatisfy { $0.momentum(at: 0) == nil },
      "Scheduler: the schedule has a momentum, and the optimizer has none")
    self.optimizer = optimizer
    self.schedules = schedules
    self.unit = unit
    baseRates = Tensor(optimizer.learningRates)
    optimizerSteps = optimizer.stepCount
    advance()
  }

  /// Creates a scheduler with one schedule for all groups, and sets the rates of step 0.
  ///
  /// - Parameters:
  ///   - optimizer: What is scheduled; if the schedule has a momentum, the optimizer has one too.
  ///   - schedule: The schedule of every group.
  ///   - unit: Whether its steps are batches or epochs.
  public convenience init(
    _ optimizer: any Optimizer, _ schedule: any Schedule, unit: Unit = .batch
  ) {
    self.init(optimizer, optimizer.learningRates.map { _ in schedule }, unit: unit)
  }

  /// Sets the rates of the next step, from the rates that the optimizer has.
  ///
  /// One step more than the schedule is long is allowed, because it is what a loop makes after its last
  /// batch; the rate stays then.
  ///
  /// - Throws: `SchedulerError.ended` at the step after it, before anything has changed.
  public func step() throws(SchedulerError) {
    for case let end? in schedules.map(\.stepCount) where stepCount + 1 > end {
      throw .ended(stepCount: end, step: stepCount + 1)
    }
    if stepCount == 0, let before = optimizerSteps, optimizer.stepCount == before {
      warning = """
        The scheduler was stepped before the optimizer: the rate of the first step is skipped. Step the \
        optimizer first.
        """
    }
    stepCount += 1
    advance()
  }

  /// Steps at the end of a batch, if the schedule counts batches.
  ///
  /// - Throws: `SchedulerError.ended` as ``step()`` does.
  public func batchEnded() throws(SchedulerError) { if unit == .batch { try step() } }

  /// Steps at the end of an epoch, if the schedule counts epochs.
  ///
  /// - Throws: `SchedulerError.ended` as ``step()`` does.
  public func epochEnded() throws(SchedulerError) { if unit == .epoch { try step() } }

  /// Goes to a step, and sets its rates from the base rates alone (PyTorch: `step(epoch)`, deprecated).
  ///
  /// - Parameter step: How many steps were made before; not negative.
  public func jump(to step: Int) {
    precondition(step >= 0, "Scheduler.jump: the step \(step)")
    stepCount = step
    set { schedule, _, base in schedule.rate(at: step, from: base) }
  }

  private func advance() {
    let step = stepCount
    set { schedule, previous, base in schedule.rate(at: step, after: previous, from: base) }
  }

  private func set(_ rate: (any Schedule, Double, Double) -> Double) {
    let bases = baseRates.scalars
    let previous = optimizer.learningRates
    optimizer.learningRates = schedules.indices.map { index in
      Scalar(rate(schedules[index], Double(previous[index]), Double(bases[index])))
    }
    guard let momenta = optimizer.momenta else { return }
    optimizer.momenta = zip(schedules, momenta).map { schedule, momentum in
      schedule.momentum(at: stepCount).map { Scalar($0) } ?? momentum
    }
  }

  /// The step and the base rates under PyTorch's names; the rates stand in the optimizer's state.
  public var state: [StateEntry] {
    [
      .integer("last_epoch", self, \Scheduler.stepCount),
      .tensor("base_lrs", self, \Scheduler.baseRates),
    ]
  }
}

/// What a scheduler refuses.
public enum SchedulerError: Error, Equatable, CustomStringConvertible {
  /// The schedule has no rate for the step.
  case ended(stepCount: Int, step: Int)

  /// What is wrong, with the numbers.
  public var description: String {
    switch self {
    case .ended(let stepCount, let step):
      "The schedule has \(stepCount) steps, and no rate for step \(step)."
    }
  }
}
