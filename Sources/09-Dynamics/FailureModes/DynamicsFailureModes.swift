public import Course

extension DynamicsLesson {
  /// What goes wrong while a network trains, in the order of the ids.
  public static var failureModes: [FailureMode] {
    []
  }
}
