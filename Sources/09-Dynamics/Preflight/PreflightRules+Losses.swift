import Autograd
import TensorCore
import Text

// The loss, the number of outputs, and the form of the targets.

extension PreflightRule {
  /// Rules on the loss.
  static var losses: [PreflightRule] { [outputCount, stretchedTargets, foreignLoss] }

  private static var outputCount: PreflightRule {
    PreflightRule(
      "P8", "number of outputs", cause: .wrongHead,
      source: "TheDeepChecker output_invalid; NeuraLint f015; Stack Overflow 50079585",
      reason:
        "a class without an output cannot be answered; an output without a class takes probability from the others",
      check: "as many outputs as classes, bits or values; one for yes or no",
      test: "print the shape of the output beside the number of different labels",
      fix: "make the last layer as wide as the task"
    ) { subject in
      let shape = subject.outline.output.shape
      guard shape.axisCount == 2 else {
        return .notChecked("the output has the shape \(shape)")
      }
      let found = shape[1]
      let wanted = subject.task.width
      // Two exclusive classes can be told by one logit, and yes or no by two.
      if case .classes(2) = subject.task, found == 1, subject.loss.isOverBits { return .silent }
      if subject.task == .binary, found == 2, subject.loss.isOverClasses { return .silent }
      guard found != wanted else { return .silent }
      return .found("\(found) outputs for \(subject.task.name)", at: subject.outline.headName)
    }
  }

  private static var stretchedTargets: PreflightRule {
    PreflightRule(
      "P9", "output and targets of different shapes", cause: .wrongHead,
      source: "failure mode F1.4 of lesson 01; the warning of PyTorch's mse_loss",
      reason:
        "[n, 1] minus [n] is [n, n] by broadcasting: every answer is drawn to the mean of all targets",
      check: "a loss over rows, an output of shape [n, 1] and targets of shape [n]",
      test: "print the shapes of output, targets and their difference",
      fix: "give the targets a column: [n, 1]"
    ) { subject in
      guard subject.loss.targets == .rows else { return .silent }
      let (output, targets) = (subject.outline.output.shape, subject.batch.targets.shape)
      guard output != targets, output.elementCount == targets.elementCount else { return .silent }
      return .found("output \(output), targets \(targets)")
    }
  }

  private static var foreignLoss: PreflightRule {
    PreflightRule(
      "P10", "loss of another task", cause: .wrongHead,
      source: "NeuraLint f015, f020; Stack Overflow 31627380, 58609115",
      reason:
        "squared errors of class numbers take class 9 for nine times class 1; cross-entropy takes prices for probabilities; absolute errors of yes or no are least at a plain yes or no, never at a probability, and have no slope where both are as frequent",
      check:
        "a cross-entropy for real targets outside 0…1, a loss for values on one column of class numbers, or an absolute error for bits",
      test: "renumber the classes: the loss of the same answers changes",
      fix: "cross-entropy for classes, binary cross-entropy for bits, squared error for values"
    ) { subject in
      switch (subject.task, subject.loss.expectation) {
      case (_, nil): return .notChecked("the loss is of no kind that the rules know")
      case (.binary, .values) where subject.loss.kind == .absoluteError,
        (.bits, .values) where subject.loss.kind == .absoluteError:
        return .found(
          "\(subject.loss.kind.rawValue) for \(subject.task.name)", at: "loss", strength: 0.6)
      case (.values, .values), (.binary, .values), (.bits, .values): return .silent
      case (.values, _):
        // An autoencoder of pixels in 0…1 may well have binary cross-entropy.
        let isShare = subject.data.targets.scalars.allSatisfy { (0...1).contains($0) }
        return isShare && subject.loss.isOverBits
          ? .silent : .found("\(subject.loss.kind.rawValue) for \(subject.task.name)", at: "loss")
      case (.classes(let count), .values):
        return subject.data.labels(of: subject.task) != nil && count > 2
          ? .found(
            "\(subject.loss.kind.rawValue) on the numbers of \(count) classes", at: "loss")
          : .silent
      default: return .silent
      }
    }
  }
}
