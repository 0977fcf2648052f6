import Autograd
import TensorCore
import Text

// Samples among each other.

extension PreflightRule {
  /// Rules on samples that meet: in the data, and within a batch.
  static var samples: [PreflightRule] { [contradictions, overlap, targetAmongInputs] }

  private static var contradictions: PreflightRule {
    PreflightRule(
      "P26", "equal inputs with different targets", cause: .wrongLabels,
      source: "the course's own; after the check of labels in Karpathy's recipe",
      reason:
        "no function answers both: the loss has a floor; where it is frequent the labels may have lost their samples",
      check: "more than a twentieth of the samples share their inputs with one of another target",
      test: "print such a pair",
      fix: "look for the step that shuffles inputs and labels apart, or reads one column too few"
    ) { subject in
      let data = subject.data
      let size = data.inputs.elementCount / data.count
      let width = data.targets.elementCount / data.count
      guard size > 0, width > 0 else { return .silent }
      var seen: [ArraySlice<Scalar>: ArraySlice<Scalar>] = [:]
      let (inputs, targets) = (data.inputs.scalars, data.targets.scalars)
      var count = 0
      for row in 0..<data.count {
        let target = targets[row * width..<(row + 1) * width]
        let key = inputs[row * size..<(row + 1) * size]
        if let earlier = seen[key] {
          if !earlier.elementsEqual(target) { count += 1 }
        } else {
          seen[key] = target
        }
      }
      guard Double(count) > 0.05 * Double(data.count) else { return .silent }
      return .found(
        "\(count) of \(data.count) samples repeat an input with another target", at: "targets",
        strength: 0.7)
    }
  }

  private static var overlap: PreflightRule {
    PreflightRule(
      "P27", "validation has seen training", cause: .leakage,
      source: "gate G2; lesson 06",
      reason: "part of what is measured is memory",
      check:
        "held-out samples that equal a training sample, where training samples hardly repeat among themselves",
      test: "leave the common rows out and measure again",
      fix: "split before anything is doubled or augmented, and by group: writer, patient, day"
    ) { subject in
      guard let heldOut = subject.data.validationInputs else {
        return .notChecked("no held-out samples are given")
      }
      guard let shared = subject.data.sharedCount(with: heldOut) else {
        return .notChecked("training samples repeat, so that a few common rows say nothing")
      }
      // Nobody who splits gets all of the training set back: here the fit is measured, on purpose.
      guard shared < heldOut.shape[0] || shared != subject.data.count else {
        return .notChecked("the held-out samples are the training set, so that nothing is held out")
      }
      guard shared > 0 else { return .silent }
      return .found("\(shared) of \(heldOut.shape[0]) held-out samples are training samples")
    }
  }

  private static var targetAmongInputs: PreflightRule {
    PreflightRule(
      "P28", "the target among the inputs", cause: .leakage,
      source: "the course's own; failure mode F9.12",
      reason: "a feature that is the target in disguise is not there in use",
      check:
        "a feature whose correlation with a single column of targets is beyond 0.9999, among several features",
      test: "leave the feature out: the loss rises to what is honest",
      fix: "leave the feature out"
    ) { subject in
      let data = subject.data
      let width = data.inputs.elementCount / data.count
      guard data.targets.elementCount == data.count, width > 1, data.count > 8,
        data.inputs.isFinite, data.targets.isFinite
      else { return .silent }
      let rows = data.inputs.reshaped(to: [data.count, width])
      let targets = data.targets.reshaped(to: [data.count, 1])
      let centered = rows - rows.mean(axis: 0)
      let target = targets - targets.mean(axis: 0)
      let covariance = (centered * target).mean(axis: 0).scalars
      let variances = (centered * centered).mean(axis: 0).scalars
      let variance = (target * target).mean()
      guard variance > 0 else { return .silent }
      let leak = (0..<width).first { feature in
        let product = variances[feature] * variance
        return product > 0 && Double(covariance[feature] * covariance[feature] / product) > 0.9998
      }
      guard let leak else { return .silent }
      return .found(
        "feature \(leak) is the target up to scale and offset", at: "inputs", strength: 0.8)
    }
  }
}

extension PreflightData {
  /// How many rows of other inputs are rows of these; `nil` where these repeat among themselves, as points of a grid do.
  func sharedCount(with others: Tensor) -> Int? {
    let size = inputs.elementCount / count
    guard size > 0, others.elementCount == others.shape[0] * size else { return nil }
    let own = Set((0..<count).map { inputs.scalars[$0 * size..<($0 + 1) * size] })
    guard Double(own.count) > 0.98 * Double(count) else { return nil }
    let scalars = others.scalars
    return (0..<others.shape[0]).count { own.contains(scalars[$0 * size..<($0 + 1) * size]) }
  }
}
