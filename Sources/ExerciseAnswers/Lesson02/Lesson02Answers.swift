public import Course

/// The exercises of lesson 02.
public enum Lesson02Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      forgottenZeroing, dualNumbers, tape, clipping, linear, division, steps, pullbackCheck,
      binarizer,
    ]
  }
}
