public import Course

/// The exercises of lesson 01.
public enum Lesson01Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [costs, huber, squaredError, poissonHead, pocket, xor, sampleLeak]
  }
}
