import Course
import Text

extension Detectors {
  /// A validation loss that is the same to the last digit while training moves.
  static var constantValidation: Detector {
    Detector("constant validation", needs: [.losses, .validation]) { run in
      let held = run.curve.validation
      guard run.curve.kinds.contains(.constantValidation), held.best != 0 else { return [] }
      guard repeatedHash(run) == nil else { return [] }
      return [
        RunFinding(
          .validationPipeline, place: "validation",
          step: run.number(run.record.validations[0].step),
          strength: 0.85,
          evidence: """
            All \(held.count) validation losses are \(RunSeries.text(held.best)), to the last digit, while \(run.course).
            """,
          test:
            "Fingerprint the evaluated weights at two evaluations: equal means stale weights, different means the data or the metric.",
          fix:
            "Evaluate the network that is trained, on the batch at hand: no copy from before, no cached result."
        )
      ]
    }
  }

  /// The first two measurements with the same weights though the network has moved between them.
  private static func repeatedHash(_ run: RunSeries) -> (first: Int, second: Int)? {
    let hashes = run.facts.weightsHashes
    let validations = run.record.validations
    for index in hashes.indices.dropFirst() where validations.indices.contains(index) {
      guard let hash = hashes[index], hash == hashes[index - 1] else { continue }
      guard validations[index - 1].step < validations[index].step else { continue }
      let steps = validations[index - 1].step..<validations[index].step
      let moved = steps.contains { step in
        run.record.steps.indices.contains(step)
          && run.record.steps[step].updateNorms.values.contains { $0 > 0 }
      }
      // Without updates in the log, a training loss that changes tells that the weights do.
      if run.updates.isEmpty, abs(run.curve.features.gain) > 0.05 { return (index - 1, index) }
      if moved { return (index - 1, index) }
    }
    return nil
  }

  /// Weights that are evaluated again and again while others are trained.
  static var staleWeights: Detector {
    Detector("stale weights", needs: [.weightsHashes]) { run in
      guard let pair = repeatedHash(run) else { return [] }
      let validations = run.record.validations
      let (first, second) = (validations[pair.first].step, validations[pair.second].step)
      return [
        RunFinding(
          .staleWeights, place: "validation", step: run.number(second), strength: 0.95,
          evidence: """
            The weights evaluated after \(run.number(first)) and after \(run.number(second)) \(run.unit)s are the same, and \
            the network was updated between.
            """,
          test:
            "Compare one weight of the evaluated network with the same weight of the trained one.",
          fix:
            "Evaluate the network that is trained; refresh averaged weights, and reload what is read from a file."
        )
      ]
    }
  }

  /// Dropout or batch norm that computes in evaluation as in training, or the other way round.
  static var wrongMode: Detector {
    Detector("wrong mode", needs: [.losses]) { run in
      if let index = run.facts.validatedInTrainingMode.firstIndex(of: true),
        run.facts.hasModes ?? false, run.record.validations.indices.contains(index)
      {
        return [
          mode(
            run, place: "validation", step: run.record.validations[index].step, strength: 0.95,
            evidence:
              "The network was in training mode when it was evaluated, and it has layers that care.",
            fix: "Call model.eval() before the evaluation, and model.train() behind it.")
        ]
      }
      let idle = run.facts.stepsInEvaluationMode
      if let first = idle.first, run.facts.hasModes ?? false {
        return [
          mode(
            run, place: "training", step: first, strength: 0.95,
            evidence: """
              \(idle.count) of \(run.count) steps were made in evaluation mode: no dropout, and batch norm with old \
              statistics.
              """,
            fix: "Call model.train() behind every evaluation, also where an error ends it.")
        ]
      }
      return distant(run).map { [$0] } ?? []
    }
  }

  /// Validation that is far above training from the first measurement on: no overfitting begins so.
  private static func distant(_ run: RunSeries) -> RunFinding? {
    let held = run.curve.validation
    // Without layers that care there is no mode to be wrong.
    guard run.facts.hasModes ?? true, held.count >= 3, !held.isConstant,
      let ratio = held.ratio, ratio > 2
    else { return nil }
    let first = run.record.validations.filter(\.loss.isFinite)[0]
    let early = run.record.validations.filter { $0.loss.isFinite && $0.step <= run.count / 2 }
    // Batch norm's running averages need some tens of batches; measurements before them do not count.
    guard first.step >= 30, early.count >= 2 else { return nil }
    let features = run.curve.features
    let isApart = early.allSatisfy { measured in
      guard
        let training = CurveWindows.level(of: run.record.losses, around: measured.step, within: 5)
      else { return false }
      return measured.loss > 2 * training && measured.loss - training > 0.25 * abs(features.first)
    }
    // From the first measurement on, and not growing from there: a gap that grows is overfitting.
    guard isApart, held.last < 2 * first.loss, !run.curve.kinds.contains(.overfitting) else {
      return nil
    }
    return mode(
      run, place: "validation", step: first.step, strength: 0.5,
      evidence: """
        Validation is \(RunSeries.text(ratio)) times as high as training from the first measurement, after \
        \(run.number(first.step)) \(run.unit)s, on: early for overfitting.
        """,
      fix:
        "Evaluate training data in evaluation mode: if they are as bad, it is the mode or batch norm's averages; if not, the data."
    )
  }

  private static func mode(
    _ run: RunSeries, place: String, step: Int, strength: Double, evidence: String, fix: String
  ) -> RunFinding {
    RunFinding(
      .wrongMode, place: place, step: run.number(step), strength: strength, evidence: evidence,
      test:
        "Evaluate one training batch in both modes with the same weights, and compare with its training loss.",
      fix: fix)
  }

  /// An accuracy that never moves: the share of the most frequent class.
  static var constantPredictor: Detector {
    Detector("constant predictor", needs: [.accuracy, .losses]) { run in
      let accuracies = run.record.validations.compactMap(\.accuracy)
      guard accuracies.count >= 4, let accuracy = accuracies.first, accuracy > 0, accuracy < 1
      else {
        return []
      }
      let shares = run.samples(.largestClassShare, "target")?.values ?? []
      let share = shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
      let isConstant = Set(accuracies).count == 1
      let last = accuracies[accuracies.count - 1]
      // The share of the largest class in a batch scatters; its mean over the run does not.
      let isMajority = share.map { $0 > 0.6 && abs(last - $0) < 0.03 } ?? false
      let firstStep = run.record.validations[0].step
      // A good network may keep its accuracy too, but not from its first steps on.
      guard isConstant, isMajority || firstStep * 4 < run.count, run.curve.features.count >= 20,
        !run.curve.kinds.contains(.constantValidation), repeatedHash(run) == nil
      else { return [] }
      let cause: Cause = isMajority || accuracy > 0.6 ? .imbalance : .ignoresInput
      return [
        RunFinding(
          cause, place: "validation", step: run.number(firstStep), strength: isMajority ? 0.8 : 0.5,
          evidence: """
            All \(accuracies.count) validation accuracies are \(accuracy.percentText)\
            \(share.map { ", and the most frequent class has \($0.percentText) of the targets" } ?? ""): the same \
            answer to everything gives such a number.
            """,
          test:
            "Count the answers by class, and compute the balanced accuracy: a constant answer has 1/K.",
          fix:
            "Report accuracy by class; weight the classes, or move the threshold; then look whether the network learns."
        )
      ]
    }
  }
}
