/// Something that is told what happens in a run, and can stop it.
///
/// Every method does nothing unless it is written. A callback that is `Stateful` is saved with the run.
///
/// ```swift
/// final class StopBelow: TrainerCallback {
///   func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) {
///     if evaluation.loss < 0.1 { trainer.stop("the loss is below 0.1") }
///   }
/// }
/// ```
///
/// What a callback throws leaves `run()`. The step that it was told of counts as made; another `run()` goes on
/// from there.
public protocol TrainerCallback: AnyObject {
  /// The run begins, or goes on.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func runBegins(_ trainer: Trainer) throws

  /// An epoch begins.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func epochBegins(_ trainer: Trainer) throws

  /// A step begins: the gradients have been forgotten, the batch has not been seen.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func stepBegins(_ trainer: Trainer) throws

  /// A step has ended: the parameters have changed, the gradients are still there.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func stepEnds(_ trainer: Trainer) throws

  /// The network was evaluated.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) throws

  /// A checkpoint was written whole.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func checkpointWritten(_ trainer: Trainer, path: String) throws

  /// The run has ended.
  ///
  /// - Throws: What ends the run; it leaves `run()`.
  func runEnds(_ trainer: Trainer, _ outcome: Trainer.Outcome) throws
}

extension TrainerCallback {
  /// Does nothing.
  public func runBegins(_ trainer: Trainer) throws {}

  /// Does nothing.
  public func epochBegins(_ trainer: Trainer) throws {}

  /// Does nothing.
  public func stepBegins(_ trainer: Trainer) throws {}

  /// Does nothing.
  public func stepEnds(_ trainer: Trainer) throws {}

  /// Does nothing.
  public func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) throws {}

  /// Does nothing.
  public func checkpointWritten(_ trainer: Trainer, path: String) throws {}

  /// Does nothing.
  public func runEnds(_ trainer: Trainer, _ outcome: Trainer.Outcome) throws {}
}
