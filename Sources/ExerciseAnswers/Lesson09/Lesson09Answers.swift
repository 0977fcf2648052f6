public import Course

/// The exercises of lesson 09.
public enum Lesson09Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      oneGate, thresholds, nanSentinel, divergence, staleWeights, halfPrecision, epochMean,
    ]
  }
}
