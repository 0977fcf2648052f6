import Autograd
import Course
import TensorCore

/// What several failure modes of this lesson share: a run whose rates alone matter, and a training that is recorded.
struct ScheduleRuns {
  /// An optimizer of parameters that no gradient ever reaches, one in each group.
  let optimizer: Momentum

  /// What sets its rates.
  let scheduler: Scheduler

  /// Creates a run that has made no step, all groups on one schedule.
  init(_ schedule: any Schedule, rates: [Scalar] = [0.1], unit: Scheduler.Unit = .batch) {
    optimizer = Self.optimizer(rates: rates)
    scheduler = Scheduler(optimizer, schedule, unit: unit)
  }

  /// A momentum optimizer with one parameter in each group.
  static func optimizer(rates: [Scalar] = [0.1]) -> Momentum {
    Momentum(groups: rates.map { .init([leaf(1)], MomentumRule(learningRate: $0)) })
  }

  /// A weight that is trained.
  static func leaf(_ value: Scalar) -> Variable {
    Variable(Tensor([value]), requiresGradient: true)
  }

  /// The rate of the first group.
  var rate: Double { Double(optimizer.learningRate) }

  /// Makes steps, each followed by one of the schedule.
  ///
  /// - Returns: The rate of each step.
  @discardableResult
  func advance(by stepCount: Int) throws -> [Double] {
    try (0..<stepCount).map { _ in
      let current = rate
      optimizer.step()
      try scheduler.step()
      return current
    }
  }

  /// The rate of each batch in epochs of a hundred batches.
  func batchRates(epochCount: Int) throws -> [Double] {
    var rates: [Double] = []
    for _ in 0..<epochCount {
      for _ in 0..<100 {
        rates.append(rate)
        optimizer.step()
        try scheduler.batchEnded()
      }
      try scheduler.epochEnded()
    }
    return rates
  }

  /// Makes steps of training, each followed by one of the schedule, and records them.
  ///
  /// - Parameters:
  ///   - optimizer: What changes the weights.
  ///   - schedule: What sets its rates.
  ///   - stepCount: How many steps are made.
  ///   - loss: The loss of a step.
  /// - Returns: The record, in which the weights have their positions as names.
  /// - Throws: `AutogradError` as `backward()` does.
  static func train(
    _ optimizer: any Optimizer, _ schedule: any Schedule = ConstantRate(), stepCount: Int,
    loss: (Int) -> Variable
  ) throws -> TrainingRecord {
    let scheduler = Scheduler(optimizer, schedule)
    let parameters = optimizer.parameters.enumerated().map {
      (name: "\($0.offset)", variable: $0.element)
    }
    var record = TrainingRecord()
    for step in 0..<stepCount {
      optimizer.zeroGradients()
      let loss = loss(step)
      try loss.backward()
      optimizer.step(recording: loss.scalar, of: parameters, in: &record)
      try scheduler.step()
    }
    return record
  }
}
