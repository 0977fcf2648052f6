import Course

// What a loss takes, and what it gets.

extension Head {
  /// Softmax over one logit is 1, and its logarithm 0.
  var oneLogit: RunFinding? {
    guard loss == "CrossEntropyLoss", run.facts.outputCount == 1,
      run.record.losses.allSatisfy({ abs($0) < 1e-6 })
    else { return nil }
    return finding(
      strength: 0.95,
      evidence:
        "CrossEntropyLoss over one output is 0, whatever the output is; the loss is 0 from the first step on.",
      fix: "One output and BCEWithLogitsLoss for two classes, or two outputs.")
  }

  /// `NLLLoss` gets what is no log-probability.
  ///
  /// Where the loop takes the logarithm itself, the outputs must be probabilities: rows that sum to 1.
  var missingLogSoftmax: RunFinding? {
    guard loss == "NLLLoss", let largest = run.samples(.largest, "output")?.values.max(),
      largest > 1e-6
    else { return nil }
    let isNegative = run.record.losses.contains { $0 < -1e-6 }
    let low = run.samples(.smallest, "output")?.values.min() ?? 0
    guard isNegative || largest > 1 + 1e-4 || low < 0 else { return nil }
    return finding(
      strength: 0.95,
      evidence: """
        NLLLoss takes logarithms of probabilities, and the outputs go from \(RunSeries.text(low)) to \
        \(RunSeries.text(largest)): neither probabilities nor logarithms of probabilities.
        """,
      fix: "Put log_softmax before it, or use CrossEntropyLoss on the logits.")
  }

  /// `BCELoss` gets what is no probability, or probabilities that share out one label among several that can hold.
  var missingSigmoid: RunFinding? {
    guard loss == "BCELoss", let kind else { return nil }
    if ["Linear", "ReLU", "Tanh"].contains(kind) {
      return finding(
        strength: 0.95, evidence: "BCELoss takes probabilities, and the last layer is \(kind).",
        fix: "Use BCEWithLogitsLoss, with no activation before it.")
    }
    guard kind == "Softmax", let count = run.facts.outputCount, count > 1 else { return nil }
    // Two outputs of softmax are a sigmoid written twice; of more, one label takes from the others.
    let rows = run.samples(.activationMean, "target").map { $0.median * Double(count) }
    guard rows.map({ abs($0 - 1) > 0.05 }) ?? (count > 2) else { return nil }
    return finding(
      strength: rows == nil ? 0.6 : 0.9,
      evidence: """
        Softmax shares out 1 among \(count) outputs, and BCELoss judges each by itself\
        \(rows.map { "; a row of the targets sums to \(RunSeries.text($0))" } ?? "").
        """,
      fix:
        "A sigmoid each, BCEWithLogitsLoss, where several labels can hold; else CrossEntropyLoss on the logits."
    )
  }

  /// A loss below 0 that cannot be.
  var negativeLoss: RunFinding? {
    let cannotBeNegative = [
      "CrossEntropyLoss", "BCELoss", "BCEWithLogitsLoss", "MSELoss", "L1Loss", "SmoothL1Loss",
    ]
    if loss == nil, run.samples(.largestClassShare, "target") != nil, run.curve.features.last < -1 {
      return finding(
        strength: 0.8,
        evidence: """
          The targets are class numbers, and the loss ends at \(RunSeries.text(run.curve.features.last)): no loss of \
          classes is below 0.
          """,
        fix: "nll_loss takes logarithms of probabilities: log_softmax before it, or cross_entropy.")
    }
    guard let loss, cannotBeNegative.contains(loss),
      let step = run.record.losses.firstIndex(where: { $0 < -1e-6 })
    else { return nil }
    return finding(
      step: step, strength: 0.95,
      evidence: """
        \(loss) is \(RunSeries.text(run.record.losses[step])) at \(run.unit) \(run.number(step)), below 0: the targets are not between 0 and 1, or what is logged is another loss.
        """,
      fix: "Give it targets of 0 and 1, or the loss for several classes.")
  }
}
