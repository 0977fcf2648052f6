import Autograd
import Init
import TensorCore
import Text

// The loss before the first step.

extension PreflightRule {
  static var startingLoss: PreflightRule {
    PreflightRule(
      "P32", "loss before the first step", cause: .initialization,
      source:
        "TheDeepChecker poor_init_loss; gate G5; CS231n, https://cs231n.github.io/neural-networks-3/",
      reason:
        "a network that knows nothing has ln K, or the entropy of the classes where its last bias knows them; more is confidence in wrong answers, nothing at all is a loss that measures nothing",
      check:
        "more than 2 nats above ln K; a mean squared error 3 times the mean square of the targets and 10 above it; at most 0.01 of the best constant's",
      test: "set the last layer to zeros: the loss is ln K, or the mean square of the targets",
      fix: "a smaller last layer; where its bias is set, the shares in the order of the classes"
    ) { subject in
      guard let loss = subject.startingLoss, let constant = subject.baseline(on: subject.batch)
      else {
        return .notChecked(subject.obstacle ?? "the loss is of no kind that the rules know")
      }
      guard loss.isFinite else { return .found("the loss is \(loss.short)") }
      if loss < 0.01 * constant {
        return .found("the loss is \(loss.short), that of the best constant \(constant.short)")
      }
      if let uniform = subject.uniformLoss {
        return loss > uniform + 2
          ? .found(
            "the loss is \(loss.short), that of equal probabilities \(uniform.short)", strength: 0.7
          )
          : .silent
      }
      guard subject.loss.kind == .squaredError else { return .silent }
      // At an output of 0 it is the mean of the squares, not the variance.
      let square = Double(subject.batch.targets.map { $0 * $0 }.mean())
      return loss > max(3 * square, square + 10)
        ? .found(
          "the loss is \(loss.short), the mean square of the targets \(square.short)", strength: 0.7
        )
        : .silent
    }
  }

  static var lossOfSums: PreflightRule {
    PreflightRule(
      "P33", "loss summed over the batch", cause: .rateTooHigh,
      source: "TheDeepChecker poor_reduction_loss",
      reason:
        "the gradient grows with the batch: with plain descent a rate that fits 32 samples is eight times too high for 256",
      check: "the loss of a batch that is doubled, in evaluation mode: twice that of the batch",
      test: "double the batch and compare",
      fix: "take the mean; or keep the sum, and divide the rate by the batch size"
    ) { subject in
      guard let loss = subject.startingLoss, loss.isFinite, loss != 0 else {
        return .notChecked(subject.obstacle ?? "the loss is 0 or not finite")
      }
      let batch = subject.batch
      let doubled = subject.model.withMode(.evaluation) {
        withoutGradient {
          subject.loss.value(
            subject.model(Variable(.concatenation([batch.inputs, batch.inputs]))),
            .concatenation([batch.targets, batch.targets])
          ).scalar
        }
      }
      let ratio = Double(doubled) / loss
      return abs(ratio - 2) < 0.02
        ? .found("twice the batch has \(ratio.short) times the loss", strength: 0.5) : .silent
    }
  }
}

extension PreflightSubject {
  /// The loss of equal probabilities; `nil` where the loss is not over probabilities.
  var uniformLoss: Double? {
    if loss.isOverBits { return Double.log(2) }
    guard loss.isOverClasses, outline.output.shape.axisCount == 2 else { return nil }
    return StartingLoss.uniform(classCount: outline.output.shape[1])
  }
}
