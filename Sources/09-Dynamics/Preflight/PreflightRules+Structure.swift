import Autograd
import TensorCore
import Text

// Which layer follows which.

extension PreflightRule {
  /// Rules on the order of the layers.
  static var structure: [PreflightRule] {
    [
      noActivation, doubledActivation, biasBeforeNormalization, dropoutBeforeNormalization,
      droppedOutput,
    ]
  }

  private static var noActivation: PreflightRule {
    PreflightRule(
      "P11", "no activation between two layers", cause: .wrongHead,
      source: "NeuraLint f009",
      reason:
        "two linear maps in a row are one: the second adds parameters and, unless a layer norm stands between, no new function",
      check:
        "two layers of weights with nothing but dropout or normalization between them, the first not narrower than what it joins",
      test: "multiply the two matrices: in evaluation mode one layer computes the same",
      fix: "put an activation between them, or make one layer of the two"
    ) { subject in
      let parts = subject.outline.parts
      let pairs = parts.indices.compactMap { index -> Observation? in
        guard parts[index].kind == .weights else { return nil }
        for before in subject.outline.chainWithoutIdentities(before: index) {
          switch parts[before].kind {
          case .normalization, .masking: continue
          case .weights:
            let (first, second) = (parts[before], parts[index])
            // A narrow place between two wide ones limits the rank, which one layer does not: it may be meant.
            guard first.outputCount >= min(first.inputCount, second.outputCount) else { return nil }
            return Observation(
              "no activation between \(first.name) and \(second.name)", at: second.name,
              strength: 0.7)
          default: return nil
          }
        }
        return nil
      }
      return .found(pairs)
    }
  }

  private static var doubledActivation: PreflightRule {
    PreflightRule(
      "P12", "two activations in a row", cause: .wrongHead,
      source: "NeuraLint f003",
      reason:
        "the second works on what the first left: a sigmoid after a ReLU never answers below one half",
      check: "an activation or a softmax that is given the result of an activation",
      test: "print the least and the greatest value before and behind the second",
      fix: "leave one of the two out"
    ) { subject in
      let parts = subject.outline.parts
      return .found(
        parts.indices.compactMap { index -> Observation? in
          guard parts[index].kind.isNonlinear,
            let before = subject.outline.chainWithoutIdentities(before: index).first,
            case .activation = parts[before].kind
          else { return nil }
          return Observation(
            "\(parts[index].name) is given the result of \(parts[before].name)",
            at: parts[index].name, strength: 0.8)
        })
    }
  }

  private static var biasBeforeNormalization: PreflightRule {
    PreflightRule(
      "P13", "bias before normalization", cause: .biasBeforeNormalization,
      source: "NeuraLint f005; Ioffe and Szegedy, 2015, section 3.2; lesson 05",
      reason:
        "the normalization subtracts the mean of every channel, and with it the bias: its gradient is rounding",
      check: "a layer with a bias directly before a batch or instance norm",
      test: "in training mode, add 5 to the bias: the output of the normalization stays",
      fix: "leave the bias out; the normalization has an offset of its own"
    ) { subject in
      let parts = subject.outline.parts
      return .found(
        parts.indices.compactMap { index -> Observation? in
          guard parts[index].kind == .normalization(removesBias: true),
            let before = subject.outline.chainWithoutIdentities(before: index).first,
            parts[before].kind == .weights, parts[before].hasBias
          else { return nil }
          return Observation(
            "\(parts[index].name) subtracts the bias of \(parts[before].name)",
            at: parts[before].name, strength: 0.3)
        })
    }
  }

  private static var dropoutBeforeNormalization: PreflightRule {
    PreflightRule(
      "P14", "dropout before batch norm", cause: .wrongMode,
      source: "NeuraLint f006; Li and others, 2018, https://arxiv.org/abs/1801.05134",
      reason:
        "dropout raises the variance while training; the running variance keeps it, and is too large in use",
      check: "a batch norm that is given the result of dropout, perhaps through a layer of weights",
      test: "compare the running variance with the variance of the same channel in evaluation mode",
      fix: "put dropout behind the last normalization"
    ) { subject in
      let parts = subject.outline.parts
      return .found(
        parts.indices.compactMap { index -> Observation? in
          guard parts[index].kind == .normalization(removesBias: true) else { return nil }
          for before in subject.outline.chainWithoutIdentities(before: index) {
            switch parts[before].kind {
            case .weights: continue
            case .masking(let probability) where probability > 0:
              return Observation(
                "\(parts[index].name) averages the variance behind \(parts[before].name), which drops "
                  + probability.percentText, at: parts[before].name, strength: 0.5)
            default: return nil
            }
          }
          return nil
        })
    }
  }

  private static var droppedOutput: PreflightRule {
    PreflightRule(
      "P15", "dropout on the output", cause: .wrongHead,
      source: "lesson 06",
      reason:
        "a dropped answer is 0 whatever the target is: the loss has a floor that no weights remove",
      check: "dropout behind the last layer of weights",
      test:
        "compute the loss twice on one batch in training mode: it differs though no weight has changed",
      fix: "drop hidden units, not answers"
    ) { subject in
      guard let last = subject.outline.last else { return .notChecked("the last layer is unknown") }
      for index in [last] + subject.outline.chain(before: last) {
        switch subject.outline.parts[index].kind {
        case .masking(let probability) where probability > 0:
          return .found(
            "\(probability.percentText) of the outputs are dropped",
            at: subject.outline.parts[index].name, strength: 0.8)
        case .identity, .masking, .softmax, .logSoftmax: continue
        default: return .silent
        }
      }
      return .silent
    }
  }
}

extension PartKind {
  /// Whether it bends: an activation or a softmax; log-softmax of log-probabilities changes nothing.
  var isNonlinear: Bool {
    switch self {
    case .activation, .softmax: true
    default: false
    }
  }
}
