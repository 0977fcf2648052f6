/// What stopped a training run before its end.
public enum TrainingError: Error, Equatable {
  /// The loss or a gradient became infinite or NaN.
  ///
  /// `step` counts from 0 and is `nil` for a step that was made by itself. `operation` is the first
  /// one whose result was not finite when the step was run again, or `nil` if every operation's
  /// result was finite that time.
  case notFinite(step: Int?, operation: String?)
}

extension TrainingError: CustomStringConvertible {
  /// What happened, and where to look.
  public var description: String {
    switch self {
    case .notFinite(let step, let operation):
      "training: the loss or a gradient is not finite"
        + (step.map { " at step \($0)" } ?? "")
        + (operation.map { "; the first operation with such a result is \($0)." } ?? ".")
        + " The parameters are those before the step."
    }
  }
}
