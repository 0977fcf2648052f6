public import Course

extension RegularizationLesson {
  /// What goes wrong with regularization, in the order of the ids.
  public static var failureModes: [FailureMode] { [] }
}
