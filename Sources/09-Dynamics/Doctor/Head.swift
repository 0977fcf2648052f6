import Course

/// What a log tells of the end of a network.
struct Head {
  let run: RunSeries
  let kind: String?
  let name: String?
  let loss: String?

  init(_ run: RunSeries) {
    self.run = run
    kind = run.facts.layers.last?.kind
    name = run.facts.layers.last?.name
    loss = run.facts.lossFunction
  }

  /// One and the same number, whatever goes in: softmax over one unit is 1.
  var constantOutput: RunFinding? {
    guard Detectors.hasConstantOutput(run),
      let mean = (run.samples(.activationMean, "output") ?? run.samples(.largest, "output"))?.median
    else { return nil }
    let isOne = run.facts.outputCount == 1 && abs(mean - 1) < 1e-6
    return finding(
      strength: 0.95,
      evidence: """
        The output is \(RunSeries.text(mean)) for every sample at every step\
        \(isOne ? ": softmax over one unit is always 1" : "").
        """,
      fix: isOne
        ? "One unit takes a sigmoid for two classes, and nothing for a regression."
        : "Find the activation that is flat there: a ReLU below 0, a rounding, an argmax.")
  }

  /// Targets of another shape than the outputs, stretched to a table in which every output meets every target.
  ///
  /// Over all pairs the mean squared difference is σ² of the outputs plus σ² of the targets plus the squared distance of
  /// the means. Where outputs meet their own targets twice their covariance is missing from that, and not even a network that has
  /// learned nothing has none in every batch.
  var stretchedTargets: RunFinding? {
    guard run.facts.stepUnit == .step, loss == nil || loss == "MSELoss" else { return nil }
    typealias Step = (loss: Double, pairs: Double, product: Double)
    let steps = run.record.steps.compactMap { step -> Step? in
      guard let mean = step.columns[.activationMean],
        let spread = step.columns[.activationStandardDeviation],
        let center = mean["output"], let target = mean["target"],
        let width = spread["output"], let targetWidth = spread["target"], step.loss.isFinite
      else { return nil }
      let distance = center - target
      let pairs = width * width + targetWidth * targetWidth + distance * distance
      return (step.loss, pairs, width * targetWidth)
    }
    // A covariance shows where the spreads are no trifle beside the loss: of a correlation of 1 %, twice as much as is
    // allowed for rounding.
    let telling = steps.filter { $0.product > 0.01 * $0.pairs }
    guard telling.count >= 10,
      telling.allSatisfy({ abs($0.loss - $0.pairs) <= 1e-4 * $0.pairs })
    else { return nil }
    return finding(
      strength: 0.95,
      evidence: """
        At all of \(telling.count) steps the loss is the mean square over all pairs of an output and a target, not over those that belong \
        together: [n, 1] against [n] is stretched to [n, n], and every answer is drawn to the mean of all targets.
        """,
      fix:
        "Give both one shape: y.unsqueeze(1) for the targets, or model(x).squeeze(1) for the outputs."
    )
  }

  /// A cross-entropy that takes logits gets probabilities.
  var activationBeforeCrossEntropy: RunFinding? {
    let takesLogits = loss == "CrossEntropyLoss" || loss == "BCEWithLogitsLoss"
    guard takesLogits, let loss else { return nil }
    if let kind, ["Softmax", "Sigmoid", "ReLU", "Tanh"].contains(kind) {
      return finding(
        strength: 0.95, evidence: "\(loss) takes logits, and the last layer is \(kind).",
        fix: "Take the \(kind) away: the loss applies a softmax or a sigmoid of its own.")
    }
    if staysWithinProbabilities {
      return finding(
        strength: 0.9,
        evidence:
          "\(loss) takes logits, and all outputs lie between 0 and 1 and come close to both: a sigmoid or a softmax comes before.",
        fix: "Return the logits: the loss applies a sigmoid or a softmax of its own.")
    }
    // Rows that sum to 1 have the mean 1/K at every step, which logits never keep.
    guard let count = run.facts.outputCount, count > 1,
      let means = run.samples(.activationMean, "output")?.values, means.count >= 3,
      means.allSatisfy({ abs($0 * Double(count) - 1) < 1e-5 })
    else { return nil }
    return finding(
      strength: 0.95,
      evidence:
        "\(loss) takes logits, and the outputs sum to 1 in every row: softmax comes before.",
      fix: "Return the logits, and take softmax only to show probabilities.")
  }

  /// Whether no output ever leaves 0 to 1, and outputs reach for both ends: logits that go so far go beyond.
  private var staysWithinProbabilities: Bool {
    guard let low = run.samples(.smallest, "output")?.values,
      let high = run.samples(.largest, "output")?.values, low.count >= 10
    else { return false }
    return low.allSatisfy { $0 >= 0 } && high.allSatisfy { $0 <= 1 }
      && (low.min() ?? 1) < 0.1 && (high.max() ?? 0) > 0.9
  }

  /// One unit, and more than two classes.
  var oneOutputForClasses: RunFinding? {
    guard run.facts.outputCount == 1, run.samples(.largestClassShare, "target") != nil || isBinary,
      let largest = run.samples(.largest, "target")?.values.max(), largest >= 2, isClassLoss
    else { return nil }
    return finding(
      strength: 0.9,
      evidence:
        "The network has one output, and the class numbers go up to \(RunSeries.text(largest)).",
      fix: "One output for each class, and a cross-entropy over them.")
  }

  /// Softmax over labels of which several can hold.
  var severalLabels: RunFinding? {
    guard loss == "CrossEntropyLoss", run.samples(.largestClassShare, "target") == nil,
      let count = run.facts.outputCount, count > 1,
      let means = run.samples(.activationMean, "target")?.values, !means.isEmpty,
      let mean = Optional(CurveWindows.median(means)), abs(mean * Double(count) - 1) > 0.05
    else { return nil }
    return finding(
      strength: 0.9,
      evidence: """
        CrossEntropyLoss shares out one label a row, and the rows of the targets sum to \
        \(RunSeries.text(mean * Double(count))).
        """,
      fix: "Several labels that can hold at once take a sigmoid each: BCEWithLogitsLoss.")
  }

  /// Targets that the head's activation cannot reach.
  var outOfRange: RunFinding? {
    guard let kind, let low = run.samples(.smallest, "target")?.values.min(),
      let high = run.samples(.largest, "target")?.values.max(), !isClassLoss || isBinary
    else { return nil }
    let bounds: ClosedRange<Double>
    switch kind {
    case "Sigmoid", "Softmax": bounds = 0...1
    case "Tanh": bounds = -1...1
    case "ReLU": bounds = 0...Double.infinity
    default: return nil
    }
    let margin = 0.05 * (high - low)
    guard low < bounds.lowerBound - margin || high > bounds.upperBound + margin else { return nil }
    return finding(
      strength: 0.9,
      evidence: """
        The targets go from \(RunSeries.text(low)) to \(RunSeries.text(high)), and the last layer, \(kind), answers \
        from \(RunSeries.text(bounds.lowerBound)) to \(RunSeries.text(bounds.upperBound)).
        """,
      fix: "No activation at the end of a regression; or scale the targets into its range.")
  }

  private var isBinary: Bool { loss == "BCELoss" || loss == "BCEWithLogitsLoss" }

  private var isClassLoss: Bool { isBinary || loss == "CrossEntropyLoss" || loss == "NLLLoss" }

  func finding(
    step: Int = 0, strength: Double, evidence: String, fix: String
  ) -> RunFinding {
    RunFinding(
      .wrongHead, place: name ?? "output", step: run.number(step), strength: strength,
      evidence: evidence,
      test:
        "Print outputs and targets of four samples side by side: range, shape, and what the loss takes.",
      fix: fix)
  }
}
