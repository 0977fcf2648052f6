public import Autograd
public import TensorCore

/// A loss together with what it expects of the network's output and of the targets.
///
/// A closure does not say whether it wants logits or probabilities, and the faults of this matter are silent: that is why the
/// kind is declared beside it.
public struct PreflightLoss {
  /// The losses that the rules know.
  public enum Kind: String, Sendable, CaseIterable {
    /// The softmax is inside: logits (PyTorch: `CrossEntropyLoss`).
    case crossEntropy = "cross-entropy of logits"
    /// The picked log-probability, negated (PyTorch: `NLLLoss`).
    case negativeLogLikelihood = "negative log-likelihood of log-probabilities"
    /// The logarithm is inside, the softmax is not (Keras: `categorical_crossentropy`).
    case categorical = "cross-entropy of probabilities"
    /// The sigmoid is inside: logits (PyTorch: `BCEWithLogitsLoss`).
    case binaryWithLogits = "binary cross-entropy of logits"
    /// The sigmoid is not inside (PyTorch: `BCELoss`; Keras: `binary_crossentropy`).
    case binary = "binary cross-entropy of probabilities"
    /// The mean square of the errors (PyTorch: `MSELoss`).
    case squaredError = "mean squared error"
    /// The mean magnitude of the errors (PyTorch: `L1Loss`).
    case absoluteError = "mean absolute error"
    /// None of these: rules that have to know the loss are silent.
    case other = "a loss of another kind"
  }

  /// How a target is written.
  public enum Targets: String, Sendable {
    /// One whole number a sample: its class.
    case classNumbers = "class numbers"
    /// One row a sample, as wide as the output.
    case rows = "rows as wide as the output"
  }

  /// What a loss takes the network's output for.
  enum Expectation { case logits, logProbabilities, probabilities, values }

  /// The kind.
  public let kind: Kind

  /// The form of the targets that it takes.
  public let targets: Targets

  /// The mean loss over a batch, given the network's output and the targets as the data hold them.
  public let value: (_ output: Variable, _ targets: Tensor) -> Variable

  /// Creates a loss.
  ///
  /// - Parameters:
  ///   - kind: What it is.
  ///   - targets: The form of the targets that it takes.
  ///   - value: Computes it.
  public init(
    _ kind: Kind, targets: Targets,
    value: @escaping (_ output: Variable, _ targets: Tensor) -> Variable
  ) {
    self.kind = kind
    self.targets = targets
    self.value = value
  }

  /// What it takes the output for; `nil` where nothing is known.
  var expectation: Expectation? {
    switch kind {
    case .crossEntropy, .binaryWithLogits: .logits
    case .negativeLogLikelihood: .logProbabilities
    case .categorical, .binary: .probabilities
    case .squaredError, .absoluteError: .values
    case .other: nil
    }
  }

  /// Whether exactly one of the outputs is right for each sample, by the loss's own formula.
  var isOverClasses: Bool {
    kind == .crossEntropy || kind == .negativeLogLikelihood || kind == .categorical
  }

  /// Whether every output is judged by itself as yes or no.
  var isOverBits: Bool { kind == .binary || kind == .binaryWithLogits }
}

// MARK: - The usual losses

extension PreflightLoss {
  /// Cross-entropy of logits with class numbers.
  public static var crossEntropy: PreflightLoss {
    PreflightLoss(.crossEntropy, targets: .classNumbers) { output, targets in
      softmaxCrossEntropy(output, classes: targets.scalars.map { Int($0) })
    }
  }

  /// The negated mean log-probability of the right class, from log-probabilities and class numbers.
  public static var negativeLogLikelihood: PreflightLoss {
    PreflightLoss(.negativeLogLikelihood, targets: .classNumbers) { output, targets in
      let rows = Tensor.oneHot(
        targets.scalars.map { Int($0) }, classCount: output.shape[1])
      return -(output * Variable(rows)).sum() / Scalar(output.shape[0])
    }
  }

  /// Cross-entropy of probabilities with rows of targets, probabilities kept 1e-7 from 0 as Keras does.
  public static var categorical: PreflightLoss {
    PreflightLoss(.categorical, targets: .rows) { output, targets in
      -(log(output.clamped(to: 1e-7...1)) * Variable(targets)).sum() / Scalar(output.shape[0])
    }
  }

  /// Binary cross-entropy of logits.
  public static var binaryWithLogits: PreflightLoss {
    PreflightLoss(.binaryWithLogits, targets: .rows) { output, targets in
      sigmoidCrossEntropy(output, targets: targets)
    }
  }

  /// Binary cross-entropy of probabilities, which are kept 1e-7 from 0 and from 1 as Keras does.
  public static var binary: PreflightLoss {
    PreflightLoss(.binary, targets: .rows) { output, targets in
      let p = output.clamped(to: 1e-7...(1 - 1e-7))
      let t = Variable(targets)
      return -(t * log(p) + (1 - t) * log(1 - p)).mean()
    }
  }

  /// The mean squared error.
  public static var squaredError: PreflightLoss {
    PreflightLoss(.squaredError, targets: .rows) { output, targets in
      meanSquaredError(output, targets: targets)
    }
  }

  /// The mean absolute error.
  public static var absoluteError: PreflightLoss {
    PreflightLoss(.absoluteError, targets: .rows) { output, targets in
      abs(output - Variable(targets)).mean()
    }
  }
}
