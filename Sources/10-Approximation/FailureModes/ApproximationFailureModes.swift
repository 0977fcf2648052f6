public import Course

extension ApproximationLesson {
  /// What the theorem does not say, in the order of the ids.
  public static var failureModes: [FailureMode] {
    []
  }
}
