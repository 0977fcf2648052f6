import Autograd
import Course
import Optimizers
import Regularization
import Schedulers
import TensorCore

extension Trainer {
  /// Measures the network on the held-out samples, with the weights that the plan names; nothing changes.
  ///
  /// Running statistics of norms are those of the trained weights, also where their average is evaluated.
  ///
  /// - Returns: The evaluation; `nil` if there are no held-out samples.
  /// - Throws: What a metric throws.
  public func evaluate() throws -> Evaluation? {
    guard let measure = supply.evaluation else { return nil }
    return try withEvaluatedWeights { try measure(stepCount) }
  }

  /// Carries out work with the weights that the plan evaluates, and puts the trained ones back.
  private func withEvaluatedWeights<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard plan.evaluatedWeights == .averaged else { return try body() }
    guard let average else {
      preconditionFailure(
        "Trainer.run: the plan evaluates averaged weights, and there is no average")
    }
    return try average.withAverages(body)
  }

  /// Evaluates where it is due and was not done yet, and draws the consequences.
  func evaluateIfDue() throws {
    let isDue =
      stepCount == stepTotal
      || plan.evaluation.isDue(after: stepCount, stepsPerEpoch: order.batchCount)
    guard isDue, progress.evaluatedStep != stepCount, let evaluation = try evaluate() else {
      return
    }
    progress.evaluatedStep = stepCount
    lastEvaluation = evaluation
    record.validations.append(
      TrainingRecord.Validation(
        step: stepCount, loss: evaluation.loss, accuracy: evaluation.metrics["accuracy"]))
    let loss = Scalar(evaluation.loss)
    if loss < progress.bestLoss {
      progress.bestLoss = loss
      progress.bestStep = stepCount
      best = withEvaluatedWeights { Checkpoint(["model": model]) }
      bestIsUnsaved = true
    }
    plateau?.step(loss)
    _ = stopping?.observe(loss)
    try tellAll { try $0.evaluationEnds(self, evaluation) }
  }

  /// Puts the network back to where its validation loss was least.
  ///
  /// The weights are then those that were evaluated: the average, if the plan evaluates it. A run that goes on
  /// from here is another one.
  ///
  /// - Returns: The step after which the loss was least.
  /// - Throws: `CheckpointFolderError` if the best network is in no file that can be read.
  @discardableResult
  public func restoreBest() throws -> Int? {
    if let best {
      try best.restore(["model": model])
      return progress.bestStep
    }
    guard let folder, let found = try folder.readBest() else { return nil }
    try folder.restore(found, to: ["model": model])
    return found.step
  }
}
