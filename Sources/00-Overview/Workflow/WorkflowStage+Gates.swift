import Autograd
import Course
import Datasets
import Dynamics
import Init
import Optimizers
import Schedulers
import TensorCore
import Text

extension WorkflowStage {
  /// Does what the stage does, and looks at it.
  ///
  /// The stages are asked in order: from `training` on there is a trained network.
  ///
  /// - Parameter run: The run.
  /// - Returns: Whether it may go on, with the figures that say so.
  /// - Throws: What the engine throws.
  func report(on run: WorkflowRun) throws -> WorkflowReport {
    switch self {
    case .frame: frame(run)
    case .data: try data(run)
    case .architecture: try architecture(run)
    case .initialization: try asked(["G9"], of: subject(run))
    case .startingLoss: try asked(["G5"], of: subject(run))
    case .oneBatch: try oneBatch(run)
    case .optimizer: try optimizer(run)
    case .schedule: schedule(run)
    case .training: try training(run)
    case .regularization: regularization(run)
    case .evaluation: try evaluation(run)
    case .shipping: shipping(run)
    }
  }

  private func report(_ isPassed: Bool, _ evidence: String) -> WorkflowReport {
    WorkflowReport(self, isPassed: isPassed, evidence)
  }

  /// The run as lesson 09's gates take it, with an optimizer and its step.
  private func subject(
    _ run: WorkflowRun, _ optimizer: (any Optimizer)? = nil
  ) -> GateSubject {
    var subject = GateSubject(
      model: run.model, data: run.preflightData, task: .classes(10), loss: run.loss,
      optimizer: optimizer)
    if let optimizer { subject.trainingStep = { try run.step($0, optimizer) } }
    return subject
  }

  /// The words of the first of lesson 09's gates that fails, or of the last that passes.
  private func asked(_ ids: Set<String>, of subject: GateSubject) throws -> WorkflowReport {
    let list = try Checklist(
      subject, extent: .untilFirstFailure, gates: Gate.all.filter { ids.contains($0.id) })
    if let finding = list.findings.first { return report(false, finding.evidence) }
    let words = list.entries.compactMap { entry in
      if case .passed(let evidence) = entry.result { return evidence }
      return nil
    }
    return report(true, words.last ?? "nothing to judge")
  }

  private func frame(_ run: WorkflowRun) -> WorkflowReport {
    let counts = run.data.training.classHistogram
    let majority = MajorityClass(fitting: run.data.training).error(on: run.data.validation)
    let neighbors = NearestNeighbors(keeping: run.data.training).error(on: run.data.validation)
    let empty = counts.indices.filter { counts[$0] == 0 }
    return report(
      empty.isEmpty,
      empty.isEmpty
        ? "the most frequent class errs in \(majority.percentText), the nearest neighbor in \(neighbors.percentText)"
        : "classes without a sample: \(empty.map { String($0) }.joined(separator: ", "))")
  }

  private func data(_ run: WorkflowRun) throws -> WorkflowReport {
    let ofGates = try asked(["G1", "G2"], of: subject(run))
    guard ofGates.isPassed else { return ofGates }
    let (first, second) = run.data.training.splitByOrder(testCount: run.data.training.count / 2)
    let errors = [(first, second), (second, first)].map { kept, asked in
      NearestNeighbors(keeping: kept).error(on: asked)
    }
    let error = errors.reduce(0, +) / 2
    return report(
      error < 0.3, "one half's nearest neighbors misname \(error.percentText) of the other half")
  }

  private func architecture(_ run: WorkflowRun) throws -> WorkflowReport {
    // Fewer than K − 1 numbers cannot hold all differences of K logits, though fewer can tell K classes apart.
    let narrowest = run.plan.hiddenWidths.min() ?? 0
    guard narrowest >= 9 else {
      return report(
        false, "\(narrowest) number for ten classes in layers of \(run.plan.hiddenWidths)")
    }
    let shapes = try asked(["G4"], of: subject(run))
    guard shapes.isPassed else { return shapes }
    return report(
      true, "\(run.model.parameterCount) parameters, the narrowest layer has \(narrowest) units")
  }

  private func oneBatch(_ run: WorkflowRun) throws -> WorkflowReport {
    // Adam at ten times its usual rate, since steps are few: here the step is on trial, not the optimizer.
    let adam = AdamW(
      run.model.trainedVariables, AdamWRule(learningRate: 0.01, weightDecay: 0))
    return try asked(["G11"], of: subject(run, adam))
  }

  private func optimizer(_ run: WorkflowRun) throws -> WorkflowReport {
    let steps = try asked(["G12"], of: subject(run, run.optimizer))
    guard steps.isPassed else { return steps }
    // The range test changes the network, so it has one of its own.
    let trial = try WorkflowRun(run.plan, seed: 0)
    let batch = trial.preflightData.drawn(256)
    let test = try RangeTest(from: 1e-5, to: 10, growth: 1.3) { rate in
      trial.optimizer.groups[0].rule.learningRate = Scalar(rate)
      return Double(try trial.step(batch, trial.optimizer))
    }
    let ratio = Double(run.plan.learningRate) / test.recommendedRate
    return report(
      (0.01...100).contains(ratio),
      "the rate is \(ratio.proseText(significantDigits: 2)) times the range test's")
  }

  private func schedule(_ run: WorkflowRun) -> WorkflowReport {
    let count = run.data.training.count
    let planned = run.plan.plannedRates(sampleCount: count)
    let actual = run.plan.actualRates(sampleCount: count)
    guard let step = planned.indices.first(where: { abs(actual[$0] - planned[$0]) > 1e-9 })
    else { return report(true, "\(planned.count) rates are the planned ones") }
    return report(
      false,
      "at step \(step) the rate is \(actual[step].proseText(significantDigits: 3)), planned is \(planned[step].proseText(significantDigits: 3))"
    )
  }

  private func training(_ run: WorkflowRun) throws -> WorkflowReport {
    try run.train(stopsAtNonFinite: true)
    let losses = run.record.losses
    guard let bad = losses.firstIndex(where: { !$0.isFinite }) else {
      let end = losses.suffix(10).reduce(0, +) / 10
      return report(
        true, "\(losses.count) steps, the loss is \(end.proseText(significantDigits: 3)) at the end"
      )
    }
    return report(false, "the loss of step \(bad) is not a number")
  }

  private func regularization(_ run: WorkflowRun) -> WorkflowReport {
    let (training, validation) = run.endLosses
    // Half of what guessing costs is no fit; a third of it between the two is no agreement.
    let guessing = Double.log(10)
    let isHealthy = training < guessing / 2 && validation - training < guessing / 3
    return report(
      isHealthy,
      "loss \(training.proseText(significantDigits: 3)) in training, \(validation.proseText(significantDigits: 3)) in validation"
    )
  }

  private func evaluation(_ run: WorkflowRun) throws -> WorkflowReport {
    var subject = subject(run)
    subject.trained = run.model
    subject.evaluate = { run.evaluate() }
    return try asked(["G16", "G17", "G19"], of: subject)
  }

  private func shipping(_ run: WorkflowRun) -> WorkflowReport {
    let prepared = run.data.validation.features
    let records = run.data.standardizer.inverse(of: prepared) * 16
    let (served, evaluated) = (run.serve(records), run.answers(to: prepared))
    let same = zip(served, evaluated).count { $0 == $1 }
    return report(
      same == served.count, "\(same) of \(served.count) served answers are the evaluated ones")
  }
}
