public import Course

extension SchedulersLesson {
  /// What goes wrong with schedules, in the order of the ids.
  public static var failureModes: [FailureMode] { [] }
}
