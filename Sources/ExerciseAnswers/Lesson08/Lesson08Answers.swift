public import Course

/// The exercises of lesson 08.
public enum Lesson08Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      otherCycle, oneAfterAnother, bestSchedule, warmUpLengths, steppedPerEpoch, layerwiseRates,
      scheduleCheck,
    ]
  }
}
