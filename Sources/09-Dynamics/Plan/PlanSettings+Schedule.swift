import Schedulers

extension PlanSettings {
  /// The schedule that these settings make, warm-up first; on a plateau the warm-up alone.
  ///
  /// - Parameter length: The length behind the warm-up, in steps of the scheduler; positive.
  /// - Returns: The schedule.
  func makeSchedule(length: Int) -> any Schedule {
    let main: any Schedule =
      switch schedule {
      case .constant, .plateau: ConstantRate()
      case .cosine: CosineDecay(length: length, minimum: finalRate)
      case .linear: LinearRamp(start: 1, end: finalRate / rate, length: length)
      case .oneCycle: OneCycle(peak: rate, stepCount: length)
      case .milestones: MultiStepDecay(milestones: milestones.map { $0 - warmUp }, factor: factor)
      }
    guard warmUp > 0 else { return main }
    return SequentialSchedule([LinearWarmUp(length: warmUp), main], milestones: [warmUp])
  }
}
