import Autograd
import Course
import TensorCore
import Text

// G1 to G5: the data, and what the network makes of them before it has learned anything.

extension Gate {
  static var ofData: [Gate] { [data, splits, balance, shapes, startingLoss] }

  private static var data: Gate {
    Gate(
      "G1", "data: shapes, ranges, NaN", cause: .badData,
      test: "draw three samples, decoded from what goes into the network, with their targets",
      fix: "repair the reading of the data before anything else"
    ) { gate, subject in
      let (finding, _) = try subject.firstFinding(of: ["P19", "P20", "P21", "P22", "P23", "P26"])
      if let finding {
        return gate.failed(finding.evidence, at: finding.place, cause: finding.cause)
      }
      let inputs = subject.data.inputs
      let size = Double(inputs.map { $0 * $0 }.mean()).squareRoot()
      return .passed("\(subject.data.count) samples, inputs of root mean square \(size.short)")
    }
  }

  private static var splits: Gate {
    Gate(
      "G2", "splits are disjoint", cause: .leakage,
      test: "leave the common rows out and measure again",
      fix: "split first, by group: writer, patient, day; augment afterwards"
    ) { gate, subject in
      guard let heldOut = subject.data.validationInputs else {
        return .notApplicable("no held-out samples are given")
      }
      guard let shared = subject.data.sharedCount(with: heldOut) else {
        return .notApplicable("training samples repeat, so that common rows say nothing")
      }
      return shared == 0
        ? .passed("none of \(heldOut.shape[0]) held-out rows is a training row")
        : gate.failed("\(shared) of \(heldOut.shape[0]) held-out rows are training rows")
    }
  }

  private static var balance: Gate {
    Gate(
      "G3", "balance of the classes, and the baseline", cause: .imbalance,
      test: "compare the accuracy with the share of the most frequent class",
      fix: "report balanced accuracy, weight the loss, and say so (acceptsImbalance)"
    ) { gate, subject in
      if case .values = subject.task {
        let variance = Double(subject.data.targets.variance())
        return variance > 0
          ? .passed("the mean as answer has a squared error of \(variance.short)")
          : gate.failed("all targets are alike", cause: .wrongLabels)
      }
      guard let counts = subject.data.classCounts(of: subject.task) else {
        return .notApplicable("the samples have no single class")
      }
      if let missing = counts.firstIndex(of: 0) {
        return gate.failed("class \(missing) of \(counts.count) has no sample")
      }
      let total = Double(counts.reduce(0, +))
      let shares = counts.map { Double($0) / total }
      let even =
        (Double.exp(PreflightSubject.entropy(shares)) - 1) / Double(counts.count - 1)
      let majority = (shares.max() ?? 0).percentText
      guard even < subject.limits.balance, !subject.acceptsImbalance else {
        return .passed(
          "always the most frequent class is right for \(majority), balance \(even.short)")
      }
      return gate.failed("one class has \(majority) of the samples: balance \(even.short)")
    }
  }

  private static var shapes: Gate {
    Gate(
      "G4", "shapes, and samples by themselves", cause: .wrongHead,
      test: "print the shape of the output, and one sample's answer in two companies",
      fix: "make the last layer fit the task; let no operation run along the first axis"
    ) { gate, subject in
      let (finding, gaps) = try subject.firstFinding(of: ["P8", "P9", "P38"])
      if let finding {
        return gate.failed(finding.evidence, at: finding.place, cause: finding.cause)
      }
      guard subject.shared.outline.output.value.isFinite else {
        return gate.failed("the first output is not finite", cause: .notFinite)
      }
      let shape = subject.shared.outline.output.shape
      return .passed(
        "output \(shape)"
          + (gaps.isEmpty ? ", each sample for itself" : "; \(gaps.joined(separator: "; "))"))
    }
  }

  private static var startingLoss: Gate {
    Gate(
      "G5", "loss before the first step", cause: .initialization,
      test: "set the last layer to zeros: the loss is ln K, or the mean square of the targets",
      fix:
        "a smaller last layer; where its bias is set, the shares in the order of the outputs; the mean over the batch"
    ) { gate, subject in
      let (finding, gaps) = try subject.firstFinding(of: ["P32", "P33"])
      if let finding {
        return gate.failed(finding.evidence, at: finding.place, cause: finding.cause)
      }
      guard let loss = subject.shared.startingLoss else {
        return .notApplicable(gaps.first ?? "the loss cannot be computed")
      }
      if let uniform = subject.shared.uniformLoss {
        return .passed("\(loss.short); equal probabilities have \(uniform.short)")
      }
      let square = Double(subject.shared.batch.targets.map { $0 * $0 }.mean())
      return .passed("\(loss.short); the mean square of the targets is \(square.short)")
    }
  }
}
