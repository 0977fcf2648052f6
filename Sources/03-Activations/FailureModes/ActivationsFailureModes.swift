import Course

extension ActivationsLesson {
  /// What goes wrong with activations, in the order of their ids.
  static var failureModes: [FailureMode] { [] }
}
