import Autograd
import TensorCore
import Text

// The targets by themselves.

extension PreflightRule {
  /// Rules on the targets.
  static var labels: [PreflightRule] { [wrongNumbers, wrongForm, imbalance, targetScale] }

  private static var wrongNumbers: PreflightRule {
    PreflightRule(
      "P22", "targets out of range", cause: .wrongLabels,
      source: "gate G1; PyTorch's error “Target … is out of bounds”",
      reason:
        "a class number too many picks a wrong output or none; the classes of a file often begin with 1",
      check: "class numbers are whole and lie in 0 ..< classes; bits and probabilities lie in 0…1",
      test: "print the least and the greatest label and the number of different ones",
      fix: "number the classes from 0, and make the last layer as wide as there are classes"
    ) { subject in
      let targets = subject.data.targets.scalars
      guard let least = targets.min(), let greatest = targets.max() else { return .silent }
      let range = "\(Double(least).short)…\(Double(greatest).short)"
      switch subject.task {
      case .classes(let count) where subject.data.targets.elementCount == subject.data.count:
        // One column for two classes may also hold probabilities.
        if count == 2, subject.loss.isOverBits {
          return least >= 0 && greatest <= 1 ? .silent : .found("targets in \(range)")
        }
        if targets.contains(where: { Int(exactly: $0) == nil }) {
          return .found("labels that are no whole numbers, in \(range)", at: "targets")
        }
        return least >= 0 && greatest < Scalar(count)
          ? .silent : .found("labels in \(range) for \(count) classes", at: "targets")
      case .classes, .binary, .bits:
        return least >= 0 && greatest <= 1
          ? .silent : .found("targets in \(range) where 0…1 is meant", at: "targets")
      case .values: return .silent
      }
    }
  }

  private static var wrongForm: PreflightRule {
    PreflightRule(
      "P23", "form of the targets", cause: .wrongLabels,
      source: "NeuraLint f015, f020; Stack Overflow 39810655",
      reason:
        "a loss that wants class numbers reads a row of zeros and a one as numbers, or the other way round",
      check: "rows where the loss wants class numbers, or class numbers where it wants rows",
      test: "print the shape and the first three targets",
      fix: "argmax of the rows, or the other loss: sparse and categorical in Keras"
    ) { subject in
      guard case .classes(let count) = subject.task else { return .silent }
      let shape = subject.data.targets.shape
      let isNumbers = subject.data.targets.elementCount == subject.data.count
      if subject.loss.targets == .classNumbers, !isNumbers {
        return .found("targets \(shape) where class numbers are wanted", at: "targets")
      }
      if subject.loss.targets == .rows, isNumbers, count > 2, subject.loss.expectation != .values {
        return .found("class numbers \(shape) where rows of \(count) are wanted", at: "targets")
      }
      return .silent
    }
  }

  private static var imbalance: PreflightRule {
    PreflightRule(
      "P24", "classes out of balance", cause: .imbalance,
      source: "TheDeepChecker unbalanced_labels; lesson 06",
      reason: "an answer that never changes is right for the share of the most frequent class",
      check:
        "(exp H − 1)/(K − 1) below 0.5 for the entropy H of the shares of K classes; a class without a sample",
      test:
        "compare the accuracy with the share of the most frequent class, and print the balanced accuracy",
      fix:
        "report balanced accuracy; weight the loss or the drawing; start the last bias at the logarithm of the shares"
    ) { subject in
      guard let counts = subject.data.classCounts(of: subject.task) else {
        return .notChecked("no sample has one class, or the labels are out of range")
      }
      let total = Double(counts.reduce(0, +))
      let shares = counts.map { Double($0) / total }
      if let missing = counts.firstIndex(of: 0) {
        return .found("class \(missing) has no sample", at: "targets", strength: 0.7)
      }
      let balance =
        (Double.exp(PreflightSubject.entropy(shares)) - 1) / Double(counts.count - 1)
      guard balance < 0.5 else { return .silent }
      return .found(
        "the most frequent class has \((shares.max() ?? 0).percentText) of the samples, balance \(balance.short)",
        at: "targets", strength: 0.5)
    }
  }

  private static var targetScale: PreflightRule {
    PreflightRule(
      "P25", "targets not scaled", cause: .targetScale,
      source:
        "TheDeepChecker targets_unnormalized, ineff_bias_regr; Stack Overflow 52800582, 59325381",
      reason:
        "the first outputs are of size 1: errors of hundreds make steps that overshoot, errors of thousandths none that matter",
      check:
        "a loss over values whose mean square at the start is above 25, or targets of a deviation below 0.02",
      test: "print mean and deviation of the targets beside those of the first outputs",
      fix:
        "standardize the targets by the training set, and undo it in use; or start the last bias at their mean"
    ) { subject in
      guard case .values = subject.task, subject.loss.expectation == .values else {
        return .silent
      }
      let targets = subject.data.targets
      guard targets.isFinite else { return .notChecked("the targets are not finite") }
      let deviation = Double(targets.variance()).squareRoot()
      guard subject.outline.output.shape == subject.batch.targets.shape else {
        return .notChecked("output and targets differ in shape")
      }
      let errors = (subject.outline.output.value - subject.batch.targets).map { $0 * $0 }.mean()
      guard Double(errors) > 25 || deviation < 0.02 else { return .silent }
      return .found(
        "targets of mean \(Double(targets.mean()).short) and deviation \(deviation.short); mean squared error at the start \(Double(errors).short)",
        at: "targets", strength: 0.8)
    }
  }
}
