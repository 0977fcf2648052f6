import Text

extension PlanSettings {
  /// All that is wrong with the settings, in the order in which a plan is read.
  var refusals: [PlanRefusal] {
    // Without positive counts there is nothing to divide.
    let numbers = numberRefusals
    guard numbers.isEmpty else { return numbers }
    guard batchSize <= samples else { return [tooLargeBatch] }
    let counts = PlanCounts(self)
    return batchRefusals(counts) + scheduleRefusals(counts) + watchRefusals + ruleRefusals
      + precisionRefusals
  }

  private var numberRefusals: [PlanRefusal] {
    let counts = [
      ("samples", samples), ("batchSize", batchSize), ("epochs", epochs),
      ("accumulation", accumulation), ("scheduleLength", scheduleLength ?? 1),
      ("plateauPatience", plateauPatience), ("stopPatience", stopPatience ?? 1),
    ]
    let sizes = [("rate", rate), ("epsilon", epsilon), ("clipping", clipping ?? 1)]
    let shares = [("momentum", momentum), ("beta2", beta2), ("factor", factor)]
    let sums = [("finalRate", finalRate), ("weightDecay", weightDecay)]
    let kept = [("warmUp", warmUp), ("validationSamples", validationSamples)]
    func refusal(
      _ kind: PlanRefusal.Kind, _ name: String, _ value: String, _ range: String
    )
      -> PlanRefusal
    {
      PlanRefusal(kind, "\(name) is \(value).", fix: "It must be \(range).")
    }
    // Beyond, products of counts would not fit.
    let limit = 1_000_000_000
    return counts.filter { $0.1 < 1 }.map { refusal(.notPositive, $0.0, "\($0.1)", "1 or more") }
      + (counts + kept).filter { $0.1 > limit }
      .map { refusal(.outOfRange, $0.0, $0.1.words, "at most \(limit.words)") }
      + sizes.filter { !($0.1 > 0 && $0.1.isFinite) }
      .map { refusal(.notPositive, $0.0, $0.1.words, "positive and finite") }
      + shares.filter { !(0..<1).contains($0.1) }
      .map { refusal(.outOfRange, $0.0, $0.1.words, "0 or more and less than 1") }
      + sums.filter { !($0.1 >= 0 && $0.1.isFinite) }
      .map { refusal(.outOfRange, $0.0, $0.1.words, "0 or more, and finite") }
      + kept.filter { $0.1 < 0 }.map { refusal(.outOfRange, $0.0, "\($0.1)", "0 or more") }
  }

  private var tooLargeBatch: PlanRefusal {
    PlanRefusal(
      .batchExceedsSamples,
      """
      A batch has \(batchSize.words) samples, and there are \(samples.words): every epoch is one batch \
      \(dropsLastBatch ? "that is left out, so nothing is learned" : "that is not full").
      """,
      fix: "Set batchSize to \(samples.words) or less.")
  }

  /// Adam divides by the size of its gradients, so that a sum moves weights as a mean does, unless it is clipped.
  private var summedGradients: [PlanRefusal] {
    let factor = Double(accumulation)
    let start = "The gradients of \(accumulation.words) batches are added"
    let fix = "Divide the loss of each batch by \(accumulation.words)."
    let limit = clipping.map {
      "the limit \($0.words) of their norm acts as \(($0 / factor).words) would on their mean"
    }
    switch (optimizer, limit) {
    case (.sgd, let limit):
      let steps = "the rate of \(rate.words) acts as \((rate * factor).words) would"
      let clipped = limit.map { ": \($0), and where nothing is clipped, " } ?? ": "
      return [PlanRefusal(.summedGradients, start + clipped + steps + ".", fix: fix)]
    case (_, let limit?): return [PlanRefusal(.summedGradients, "\(start): \(limit).", fix: fix)]
    case (_, nil): return []
    }
  }

  private func batchRefusals(_ counts: PlanCounts) -> [PlanRefusal] {
    var found: [PlanRefusal] = []
    if normalization == .batch, batchSize == 1 || counts.lastBatch == 1 {
      let batch = batchSize == 1 ? "Every batch" : "The last batch of an epoch"
      found.append(
        PlanRefusal(
          .batchOfOne,
          "\(batch) has 1 sample, whose variance over the batch is 0; PyTorch's BatchNorm1d stops there.",
          fix: batchSize == 1
            ? "Normalize by layer, or take larger batches."
            : "Set dropsLastBatch, or another batchSize: \(samples.words) leaves 1 over."))
    }
    guard accumulation > 1 else { return found }
    let rest = counts.batchesPerEpoch % accumulation
    if rest != 0 {
      let most = min(accumulation, counts.batchesPerEpoch)
      let nearest = (1...most).last { counts.batchesPerEpoch % $0 == 0 } ?? 1
      found.append(
        PlanRefusal(
          .accumulationDoesNotDivide,
          """
          An epoch has \(counts.batchesPerEpoch.words) batches, and an update takes \
          \(accumulation.words): the last update of every epoch has \(rest.words), or waits for the next \
          epoch.
          """,
          fix: "Accumulate \(nearest.words)"
            + (rest < counts.batchesPerEpoch
              ? ", or leave out \(rest.words) of the batches." : ".")))
    }
    if accumulated == .sumOfBatches { found += summedGradients }
    if accumulated == .meanOfBatches, counts.lastBatch < batchSize {
      let weight = Double(batchSize) / Double(counts.lastBatch)
      found.append(
        PlanRefusal(
          .unequalBatches,
          """
          The last batch of an epoch has \(counts.lastBatch.words) samples instead of \
          \(batchSize.words), so each of them weighs \(weight.words) times as much as others.
          """,
          fix: "Divide sums over samples by the number of samples, or set dropsLastBatch."))
    }
    return found
  }
}
