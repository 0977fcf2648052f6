import Autograd
import TensorCore
import Text

// Settings of single layers.

extension PreflightRule {
  /// Rules on rates and widths.
  static var layerChoices: [PreflightRule] { [dropoutRate, batchOfOne, narrowEnd] }

  private static var dropoutRate: PreflightRule {
    PreflightRule(
      "P16", "dropout rate", cause: .underfitting,
      source:
        "lesson 06; Srivastava and others, 2014, appendix A, https://jmlr.org/papers/v15/srivastava14a.html",
      reason: "hardly anything passes: rates are mistaken for the share that is kept",
      check: "a rate of 0.8 or more",
      test: "print the share of zeros behind the layer in training mode",
      fix: "a rate of 0.1 to 0.5; where a source gives the kept share, one minus that"
    ) { subject in
      .found(
        subject.outline.parts.compactMap { part -> Observation? in
          guard case .masking(let probability) = part.kind, probability >= 0.8 else { return nil }
          return Observation(
            "\(part.name) drops \(probability.percentText)", at: part.name,
            strength: probability == 1 ? 1 : 0.6)
        })
    }
  }

  private static var batchOfOne: PreflightRule {
    PreflightRule(
      "P17", "batch of one for a batch norm", cause: .wrongMode,
      source: "PyTorch's error “Expected more than 1 value per channel when training”; lesson 05",
      reason: "a single value minus its own mean is 0, whatever it was",
      check:
        "a batch norm over vectors, and batches of one sample, the short last batch of an epoch included",
      test: "samples modulo batch size: 1 means that the last batch is a single sample",
      fix: "leave out the last batch, another batch size, or a normalization within the sample"
    ) { subject in
      guard
        let norm = subject.outline.parts.first(where: {
          $0.kind == .normalization(removesBias: true) && $0.input.shape.axisCount == 2
        })
      else { return .silent }
      guard let size = subject.data.batchSize, size > 0 else {
        return .notChecked("the batch size is not given")
      }
      let rest = subject.data.count % size
      guard size == 1 || rest == 1 else { return .silent }
      return .found(
        size == 1
          ? "\(norm.name) normalizes batches of 1 sample"
          : "\(subject.data.count) samples in batches of \(size) leave a last batch of 1",
        at: norm.name)
    }
  }

  private static var narrowEnd: PreflightRule {
    PreflightRule(
      "P18", "narrow place before the end", cause: .underfitting,
      source:
        "Yang and others, 2018, https://arxiv.org/abs/1711.03953; the half of NeuraLint's f019 that harms",
      reason:
        "the logits of all samples lie in a space of as many dimensions as the last hidden layer has units",
      check:
        "a classifier of more than two classes whose last hidden layer has fewer units than half the classes",
      test: "double the units of that layer, and see whether the training loss falls clearly",
      fix:
        "widen the last hidden layer; with very many classes, as in language models, a narrower one is usual"
    ) { subject in
      guard case .classes(let count) = subject.task, count > 2 else { return .silent }
      let parts = subject.outline.parts
      guard let head = subject.outline.tail.first(where: { parts[$0].kind == .weights }) else {
        return .notChecked("the last layer of weights is unknown")
      }
      let hasHiddenLayer = parts.indices.prefix(head).contains { parts[$0].kind == .weights }
      guard hasHiddenLayer, 2 * parts[head].inputCount < count else { return .silent }
      return .found(
        "\(count) classes are told apart by \(parts[head].inputCount) hidden units",
        at: parts[head].name, strength: 0.4)
    }
  }
}
