public import Course

/// The exercises of lesson 05.
public enum Lesson05Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      momentumConventions, cumulativeAverage, ghostBatches, newDomain, frozenNorms, groupedChannels,
      backwardPass, servingCheck,
    ]
  }
}
