public import Course

extension OptimizersLesson {
  /// What goes wrong with optimizers, in the order of the ids.
  public static var failureModes: [FailureMode] { [] }
}
