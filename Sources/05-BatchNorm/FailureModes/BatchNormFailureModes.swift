public import Course

extension BatchNormLesson {
  /// What goes wrong with batch normalization, in the order of the ids.
  public static var failureModes: [FailureMode] { [] }
}
