import Autograd
import Course
import TensorCore
import Text

// G10 to G14: what the first steps do.

extension Gate {
  static var ofLearning: [Gate] { [zeroInput, oneBatch, stability, updateRatio, finite] }

  private static var zeroInput: Gate {
    Gate(
      "G10", "zero input is worse", cause: .ignoresInput,
      test: "compare the outputs for a batch with those for zeros after some steps",
      fix: "follow the input through the forward pass; look for products with 0 and wrong variables"
    ) { gate, subject in
      guard let learned = try subject.learned() else {
        return .notApplicable(subject.missingForLearning)
      }
      let size = learned.outputs.maximumMagnitude()
      let difference = (learned.outputs - learned.blindOutputs).maximumMagnitude()
      guard size.isFinite, !(difference <= 1e-6 * size) else {
        return size.isFinite
          ? gate.failed(
            "inputs of zeros get the same answers, and the same loss, \(learned.blindLoss.short)")
          : .notApplicable("the outputs are not finite")
      }
      return .passed("loss \(learned.loss.short) on a batch, \(learned.blindLoss.short) on zeros")
    }
  }

  private static var oneBatch: Gate {
    Gate(
      "G11", "one batch is learned by heart", cause: .underfitting,
      test: "the same step with a linear model and targets that are one of the inputs",
      fix:
        "look at labels, loss and update in this order: what is shuffled, doubled, frozen, too slow"
    ) { gate, subject in
      guard let learned = try subject.learned() else {
        return .notApplicable(subject.missingForLearning)
      }
      let least = learned.losses.filter(\.isFinite).min() ?? .infinity
      let count = learned.losses.count
      return least < subject.limits.learnedShare * learned.baseline
        ? .passed(
          "loss \(least.short) after \(count) steps, the best constant has \(learned.baseline.short)"
        )
        : gate.failed(
          "after \(count) steps the least loss is \(least.short), the best constant has \(learned.baseline.short)"
        )
    }
  }

  private static var stability: Gate {
    Gate(
      "G12", "learning rate: twenty steps on one batch", cause: .rateTooHigh,
      test: "the range test of lesson 08",
      fix:
        "divide the rate by 10 where the loss rises; multiply it by 10 where the loss rests and gates G7 and G8 pass"
    ) { gate, subject in
      guard let trainingStep = subject.trainingStep, subject.shared.obstacle == nil else {
        return .notApplicable(subject.missingForLearning)
      }
      let batch = subject.data.drawn(subject.data.batchSize ?? 64)
      let losses = try subject.experiment {
        try (0..<20).map { _ in Double(try trainingStep(batch)) }
      }
      let last = losses.suffix(3).reduce(0, +) / 3
      guard losses.allSatisfy(\.isFinite), last <= 1.05 * losses[0] else {
        return gate.failed("the loss goes from \(losses[0].short) to \(last.short)")
      }
      let fall = (losses[0] - last) / losses[0]
      // During a warm-up the first steps are meant to be short.
      if fall < subject.limits.leastFall, !subject.startsInWarmUp {
        return gate.failed(
          "the loss goes from \(losses[0].short) to \(last.short), by \(fall.percentText)",
          cause: .rateTooLow)
      }
      return .passed("the loss goes from \(losses[0].short) to \(last.short)")
    }
  }

  private static var updateRatio: Gate {
    Gate(
      "G13", "update to weight, against the schedule", cause: .rateTooHigh,
      test: "multiply the rate by the factor that is missing, and look again",
      fix: "the rate times 1e-3 over the ratio"
    ) { gate, subject in
      guard let record = subject.record,
        let ratios = record.peakRatios(planned: subject.plannedRates)
      else { return .notApplicable("no record with the norms of weights and updates") }
      guard !ratios.isEmpty else { return .notApplicable("no step had a rate above 0") }
      let limits = subject.limits.updateRatio
      if let worst = ratios.first(where: { !limits.contains($0.ratio) }) {
        return gate.failed(
          "\(worst.name): at the peak of the schedule the ratio is \(worst.ratio.short)",
          at: worst.name, cause: worst.ratio > limits.upperBound ? .rateTooHigh : .rateTooLow)
      }
      let all = ratios.map(\.ratio)
      return .passed("\((all.min() ?? 0).short) to \((all.max() ?? 0).short) at the peak")
    }
  }

  private static var finite: Gate {
    Gate(
      "G14", "a hundred steps without NaN", cause: .notFinite,
      test: "run the step again with the watch of lesson 02: it names the first operation",
      fix:
        "repair that operation: log and root of 0, a division, an exponential; then rate and clipping"
    ) { gate, subject in
      if let record = subject.record, let step = record.firstNotFinite {
        return gate.failed("the loss or a norm is not finite at step \(step)", step: step)
      }
      if let record = subject.record, record.steps.count >= 100 {
        return .passed("\(record.steps.count) steps are recorded, all finite")
      }
      guard let trainingStep = subject.trainingStep, subject.shared.obstacle == nil else {
        return .notApplicable("no record of 100 steps, and no training step")
      }
      let size = min(subject.data.batchSize ?? 32, subject.data.count)
      let bad = try subject.experiment { () -> Int? in
        for step in 0..<100 {
          let start = step * size % max(1, subject.data.count - size + 1)
          let rows = Array(start..<start + size)
          let batch = PreflightData(
            inputs: subject.data.inputs.gathering(rows: rows),
            targets: subject.data.targets.gathering(rows: rows))
          guard try trainingStep(batch).isFinite,
            subject.model.trainedVariables.allSatisfy({ $0.value.isFinite })
          else { return step }
        }
        return nil
      }
      return bad.map { gate.failed("loss or weights are not finite at step \($0)", step: $0) }
        ?? .passed("100 steps made, all finite")
    }
  }
}

extension GateSubject {
  /// What the gates with trials lack.
  fileprivate var missingForLearning: String {
    trainingStep == nil
      ? "no training step is given" : shared.obstacle ?? "all samples of the batch have one target"
  }

  /// Whether the planned rates begin far below their peak.
  fileprivate var startsInWarmUp: Bool {
    guard let plannedRates, let first = plannedRates.first, let peak = plannedRates.max() else {
      return false
    }
    return first < 0.3 * peak
  }
}
