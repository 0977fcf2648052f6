import Autograd
import TensorCore
import Text

// The output and what it is for: one number or several, each by itself or all together.

extension PreflightRule {
  /// Rules on the activation of the output.
  static var heads: [PreflightRule] {
    [
      softmaxOfOne, sigmoidsForClasses, softmaxForBits, doubledHead, missingHead,
      unreachableTargets, heldLogits,
    ]
  }

  private static var softmaxOfOne: PreflightRule {
    PreflightRule(
      "P1", "softmax over one unit", cause: .wrongHead,
      source: "NeuraLint f017; Stack Overflow 31880720, 33969059, 45442843",
      reason: "the softmax of a single number is 1 whatever the number is: no gradient, no answer",
      check: "a softmax, in the network or in the loss, over an axis of length 1",
      test: "print the outputs for a batch: all are 1, or the loss is exactly 0",
      fix: "one unit with a sigmoid and binary cross-entropy; for a real value no activation"
    ) { subject in
      let width = subject.outline.output.shape.lengths.last ?? 0
      guard width == 1 else { return .silent }
      if subject.outline.head == .softmax || subject.outline.head == .logSoftmax {
        return .found("the network ends in a softmax over 1 unit", at: subject.outline.headName)
      }
      return subject.loss.isOverClasses
        ? .found("\(subject.loss.kind.rawValue) over 1 output", at: "loss") : .silent
    }
  }

  private static var sigmoidsForClasses: PreflightRule {
    PreflightRule(
      "P2", "sigmoids for classes that exclude each other", cause: .wrongHead,
      source: "NeuraLint f008, f015; Stack Overflow 50079585, 51930566",
      reason:
        "each unit answers by itself: nothing makes the answers sum to 1, and all of them may say no",
      check: "a task of exclusive classes, with sigmoids at the end or a loss over bits",
      test: "sum the outputs of a sample: the sum is not 1",
      fix: "as many logits as classes and cross-entropy of logits"
    ) { subject in
      guard case .classes(let count) = subject.task, count > 2 else { return .silent }
      if subject.outline.head?.isSigmoid == true, subject.loss.kind != .crossEntropy {
        return .found(
          "\(count) exclusive classes, and sigmoids at the end", at: subject.outline.headName,
          strength: 0.8)
      }
      return subject.loss.isOverBits
        ? .found(
          "\(count) exclusive classes, and \(subject.loss.kind.rawValue)", at: "loss", strength: 0.8
        )
        : .silent
    }
  }

  private static var softmaxForBits: PreflightRule {
    PreflightRule(
      "P3", "softmax for independent bits", cause: .wrongHead,
      source: "Stack Overflow 45337371; lesson 03",
      reason:
        "a softmax lets one bit rise only where another falls; two that are both on cannot both be near 1",
      check: "a task of several independent bits, with a softmax at the end or a loss over classes",
      test: "sum the outputs of a sample with several bits on: the sum is 1",
      fix: "a logit for every bit and binary cross-entropy of logits"
    ) { subject in
      guard case .bits(let count) = subject.task, count > 1 else { return .silent }
      if subject.outline.head == .softmax || subject.outline.head == .logSoftmax {
        return .found("\(count) bits, and a softmax at the end", at: subject.outline.headName)
      }
      return subject.loss.isOverClasses
        ? .found("\(count) bits, and \(subject.loss.kind.rawValue)", at: "loss") : .silent
    }
  }

  private static var doubledHead: PreflightRule {
    PreflightRule(
      "P4", "output activation doubled", cause: .wrongHead,
      source: "NeuraLint f015; Karpathy's list of common mistakes; lesson 03",
      reason:
        "the loss applies its softmax or sigmoid to probabilities: for K classes it cannot fall below ln(1 + (K − 1)/e)",
      check: "a softmax or a sigmoid at the end of the network, and a loss that takes logits",
      test: "learn one batch by heart: the loss stays near ln(1 + (K − 1)/e)",
      fix: "leave the last activation out of the network"
    ) { subject in
      guard let head = subject.outline.head, head != .other else {
        return .notChecked("the last layer is unknown")
      }
      let isSoftmax = head == .softmax
      switch subject.loss.kind {
      case .crossEntropy where isSoftmax || head.isSigmoid,
        .binaryWithLogits where isSoftmax || head.isSigmoid:
        return .found(
          "\(isSoftmax ? "a softmax" : "a sigmoid") at the end, and \(subject.loss.kind.rawValue)",
          at: subject.outline.headName)
      case .negativeLogLikelihood where isSoftmax:
        return .found(
          "probabilities, and \(subject.loss.kind.rawValue): the loss is between −1 and 0",
          at: subject.outline.headName)
      default: return .silent
      }
    }
  }

  private static var missingHead: PreflightRule {
    PreflightRule(
      "P5", "output activation missing", cause: .wrongHead,
      source: "NeuraLint f008, f012, f020; Stack Overflow 48385830",
      reason:
        "logarithms of what is no probability: negative numbers give NaN or an error, clamped ones no gradient, and a negative log-likelihood of logits has no lower bound",
      check:
        "a loss that takes probabilities or their logarithms, and a network that ends in logits",
      test: "print the least and the greatest output: some lie outside 0…1",
      fix: "a softmax or a sigmoid at the end, or better the loss that takes logits"
    ) { subject in
      guard let head = subject.outline.head, head != .other else {
        return .notChecked("the last layer is unknown")
      }
      let isOpen =
        switch head {
        case .weights, .normalization: true
        case .activation: !head.isSigmoid
        default: false
        }
      guard isOpen, [.probabilities, .logProbabilities].contains(subject.loss.expectation) else {
        return .silent
      }
      return .found(
        "\(subject.loss.kind.rawValue), and outputs that are logits",
        at: subject.outline.headName)
    }
  }
}

extension PartKind {
  /// Whether it is an element-wise function onto 0…1.
  var isSigmoid: Bool {
    guard case .activation(let lower, let upper) = self else { return false }
    return abs(lower) < 1e-6 && abs(upper - 1) < 1e-6
  }
}
