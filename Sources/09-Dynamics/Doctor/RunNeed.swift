import Course

/// What a log must hold for a detector to speak.
enum RunNeed: String, CaseIterable, Sendable {
  case losses = "losses"
  case learningRates = "learning rates"
  case gradientNorms = "gradient norms by parameter"
  case gradientNorm = "gradient norms"
  case updateNorms = "update and parameter norms"
  case validation = "validation losses"
  case accuracy = "validation accuracies"
  case deadShares = "shares of dead units"
  case saturatedShares = "shares of saturated outputs"
  case unchangedShares = "shares of unchanged entries"
  case inputs = "the spread of the inputs"
  case distinctInputs = "shares of different inputs"
  case targets = "the spread of the targets"
  case classShares = "shares of the classes"
  case classCount = "the number of classes"
  case layers = "the kinds of the layers"
  case lossFunction = "the name of the loss"
  case weightsHashes = "fingerprints of the evaluated weights"
  case modes = "the modes of training and evaluation"

  /// Whether a run holds it.
  func isMet(by run: RunSeries) -> Bool {
    switch self {
    case .losses: !run.record.steps.isEmpty
    case .learningRates: run.rates.contains(where: \.isFinite)
    case .gradientNorms: !run.gradients.isEmpty
    case .gradientNorm: !run.totals.values.isEmpty
    case .updateNorms: !run.ratios.isEmpty
    case .validation: run.record.validations.contains { !$0.loss.isNaN }
    case .accuracy: run.record.validations.contains { $0.accuracy != nil }
    case .deadShares: run.columns[.deadShare] != nil
    // A network without bounded activations has none to measure.
    case .saturatedShares: run.columns[.saturatedShare] != nil || run.hasNoBoundedLayers
    case .unchangedShares: run.columns[.unchangedShare] != nil
    case .inputs: run.samples(.activationStandardDeviation, "input") != nil
    case .distinctInputs: run.samples(.distinctShare, "input") != nil
    case .targets: run.samples(.activationStandardDeviation, "target") != nil
    case .classShares: run.columns[.largestClassShare] != nil
    case .classCount: run.classCount != nil
    case .layers: !run.facts.layers.isEmpty
    case .lossFunction: run.facts.lossFunction != nil
    case .weightsHashes: !run.facts.weightsHashes.isEmpty
    case .modes:
      !run.facts.validatedInTrainingMode.isEmpty || !run.facts.stepsInEvaluationMode.isEmpty
    }
  }
}

extension RunSeries {
  /// Whether the layers are known, and none of them has flat ends.
  var hasNoBoundedLayers: Bool {
    let bounded = ["Tanh", "Sigmoid", "Hardtanh", "Hardsigmoid", "Softsign"]
    return !facts.layers.isEmpty && !facts.layers.contains { bounded.contains($0.kind) }
  }

  /// The number of classes: as the log says, or the number of outputs below a cross-entropy.
  var classCount: Int? {
    if let count = facts.classCount { return count }
    guard facts.lossFunction == "CrossEntropyLoss" || facts.lossFunction == "NLLLoss",
      samples(.largestClassShare, "target") != nil
    else { return nil }
    return facts.outputCount
  }
}
