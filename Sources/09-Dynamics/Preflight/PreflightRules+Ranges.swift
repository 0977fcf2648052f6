import Autograd
import TensorCore
import Text

// What the output can reach.

extension PreflightRule {
  static var unreachableTargets: PreflightRule {
    PreflightRule(
      "P6", "targets that the output cannot reach", cause: .wrongHead,
      source:
        "TheDeepChecker lack_of_negative_express, lack_of_magnitude_express; Stack Overflow 42514960",
      reason:
        "a bounded output stays at its bound where targets lie beyond it, and has hardly a slope there",
      check:
        "real targets, more than a hundredth of which lie outside the range of the last activation",
      test: "compare least and greatest target with least and greatest output",
      fix: "no activation at the end, or targets scaled into its range"
    ) { subject in
      guard case .values = subject.task else { return .silent }
      let range: (lower: Double, upper: Double)
      switch subject.outline.head {
      case nil, .other: return .notChecked("the last layer is unknown")
      case .activation(let lower, let upper): range = (lower, upper)
      case .softmax: range = (0, 1)
      case .logSoftmax: range = (-.infinity, 0)
      default: return .silent
      }
      let targets = subject.data.targets.scalars.map { Double($0) }
      // A target at the bound itself is reached in the limit.
      let outside = targets.count { $0 < range.lower - 1e-6 || $0 > range.upper + 1e-6 }
      guard Double(outside) > 0.01 * Double(targets.count) else { return .silent }
      let share = Double(outside) / Double(targets.count)
      return .found(
        "\(share.percentText) of the targets lie outside \(range.lower.short)…\(range.upper.short)",
        at: subject.outline.headName)
    }
  }

  static var heldLogits: PreflightRule {
    PreflightRule(
      "P7", "logits held in a range", cause: .wrongHead,
      source: "Stack Overflow 47352366; lesson 03",
      reason:
        "a logit of a ReLU cannot say no, and may die at 0; one of a tanh leaves the right class at most e² times the others",
      check:
        "a ReLU, a tanh or another activation of bounded range at the end, and a loss that takes logits",
      test: "print the least and the greatest logit while one batch is learned by heart",
      fix: "leave the last activation out"
    ) { subject in
      guard let head = subject.outline.head, head != .other else {
        return .notChecked("the last layer is unknown")
      }
      guard subject.loss.expectation == .logits, !head.isSigmoid,
        case .activation(let lower, let upper) = head, lower > -10 || upper < 10
      else { return .silent }
      return .found(
        "the logits lie in \(lower.short)…\(upper.short)", at: subject.outline.headName)
    }
  }
}

extension Double {
  /// The number as it stands in evidence.
  var short: String { proseText(significantDigits: 3) }
}
