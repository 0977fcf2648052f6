import Autograd
import TensorCore

/// Holds a trainer's run against all invariants, and tells the step at which one breaks.
///
/// ```swift
/// let trainer = Trainer(
///   model, optimizer, for: .classification, on: data,
///   plan: TrainingPlan(.epochs(2), batchSize: 4), seed: 1)
/// let checks = InvariantChecks()
/// trainer.callbacks = [checks]
/// try trainer.run()
/// for finding in checks.findings { print(finding.evidence) }
/// ```
///
/// The gradients, the update and the order of the samples are checked at every step. The optimizer, the loss of one
/// batch and the evaluation, which cost four forward passes, are checked at the first step and at every
/// ``interval``. The checks change nothing: the run makes the same steps, to the bit.
public final class InvariantChecks: TrainerCallback {
  /// What was found; of each cause and place only the first.
  public private(set) var findings: [RunFinding] = []

  /// After how many steps the costly checks are made again.
  public let interval: Int

  /// Whether the first finding ends the run.
  public let stopsRun: Bool

  private var update: UpdateWatch?
  private var epoch: EpochWatch?
  private var checkCount = 0

  /// Creates checks that have seen nothing.
  ///
  /// - Parameters:
  ///   - interval: After how many steps the costly checks are made again; positive.
  ///   - stopsRun: Whether the first finding ends the run.
  /// - Precondition: The interval is positive.
  public init(interval: Int = 100, stopsRun: Bool = false) {
    precondition(interval > 0, "InvariantChecks.init: the interval \(interval)")
    self.interval = interval
    self.stopsRun = stopsRun
  }

  /// Takes in what a resumed run has seen of its epoch.
  public func runBegins(_ trainer: Trainer) {
    var watch = EpochWatch(sampleCount: trainer.order.sampleCount)
    _ = watch.see(trainer.order.seen)
    epoch = watch
  }

  /// Checks gradients, and now and then the optimizer, the batch and the evaluation.
  ///
  /// - Throws: What evaluating the network on the validation samples throws.
  public func stepBegins(_ trainer: Trainer) throws {
    let step = trainer.stepCount
    take(gradientFindings(of: trainer.model, step: step), trainer)
    if checkCount % interval == 0 {
      take(optimizerFindings(of: trainer.optimizer, for: trainer.model, step: step), trainer)
      take(
        sameBatchFindings(of: trainer.model, step: step) {
          trainer.loss(of: trainer.currentSamples)
        }, trainer)
      if trainer.isValidated {
        take(
          try evaluationFindings(of: trainer.model, step: step) {
            try trainer.evaluate()?.loss ?? .nan
          }, trainer)
      }
    }
    checkCount += 1
    update = UpdateWatch(trainer.model)
  }

  /// Checks the update and the order of the samples.
  public func stepEnds(_ trainer: Trainer) {
    let step = trainer.stepCount - 1
    if let update { take(update.findings(after: trainer.optimizer, step: step), trainer) }
    take(epoch?.see(trainer.currentSamples, step: step) ?? [], trainer)
    if trainer.order.position == 0 { take(epoch?.end(step: step) ?? [], trainer) }
  }

  private func take(_ new: [RunFinding], _ trainer: Trainer) {
    for finding in new
    where !findings.contains(where: { $0.cause == finding.cause && $0.place == finding.place }) {
      findings.append(finding)
    }
    if stopsRun, let first = findings.first { trainer.stop(first.evidence) }
  }
}
