public import Course

/// The exercises of lesson 07.
public enum Lesson07Answers {
  /// In the order of their ids.
  public static var all: [any AnyAssignment] {
    [
      twoPaths, missingCorrection, ravine, losingGame, twoGroups, stateStore,
      centralizedGradient, optimizerCheck,
    ]
  }
}
