public import TensorCore

/// How the error of a rebuilt fault is measured on held-out samples; less is better, infinite if it is not a number.
public enum FaultMeasure: Sendable, Hashable {
  /// The share of wrong classes.
  case wrongClasses
  /// The share of wrong yes-or-no answers.
  case wrongBits
  /// The mean squared error as a share of the targets' variance: 1 is what their mean would have.
  case relativeSquaredError
}

extension FaultMeasure {
  /// The error of answers.
  ///
  /// - Parameters:
  ///   - outputs: What the network answers, of shape `[samples, outputs]`.
  ///   - samples: What was to be answered.
  ///   - threshold: Above it, a single output answers class 1, and a bit is 1.
  /// - Returns: The error, infinite if an output is not a number.
  public func error(of outputs: Tensor, on samples: FaultSamples, threshold: Scalar) -> Double {
    guard outputs.isFinite else { return .infinity }
    switch self {
    case .wrongClasses:
      let answers =
        outputs.shape[1] == 1
        ? outputs.scalars.map { $0 > threshold ? 1 : 0 } : outputs.argmax()
      return Self.share(zip(answers, samples.labels).map { $0 != $1 })
    case .wrongBits:
      return Self.share(
        zip(outputs.scalars, samples.targets.scalars).map { ($0 > threshold) != ($1 > 0.5) })
    case .relativeSquaredError:
      let errors = outputs - samples.targets
      return Double((errors * errors).mean() / samples.targets.variance())
    }
  }

  private static func share(_ faults: [Bool]) -> Double {
    Double(faults.count { $0 }) / Double(faults.count)
  }

  /// What is measured, in words.
  public var words: String {
    switch self {
    case .wrongClasses: "share of wrong classes"
    case .wrongBits: "share of wrong bits"
    case .relativeSquaredError: "squared error as a share of the variance"
    }
  }
}
