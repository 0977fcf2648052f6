public import TensorCore

/// The design table of outputs: for each kind of target the head and the loss that go together.
///
/// A head turns the outputs of the last affine layer into predictions. While training, the loss takes
/// the outputs themselves wherever the table says logits.
public enum TargetKind: String, Hashable, Sendable, CaseIterable {
  /// Any real number, such as a temperature.
  case realNumber
  /// A number above 0, such as a price.
  case positiveNumber
  /// A number of events: 0, 1, 2 …
  case count
  /// One of two classes.
  case binary
  /// One of several classes, exactly one of which is right.
  case oneOfMany
  /// Any number of several labels at the same time.
  case severalOfMany

  /// The name of the head.
  public var head: String {
    switch self {
    case .realNumber: "identity"
    case .positiveNumber: "softplus"
    case .count: "exponential"
    case .binary: "one logit, sigmoid"
    case .oneOfMany: "K logits, softmax"
    case .severalOfMany: "K logits, K sigmoids"
    }
  }

  /// The name of the loss.
  public var loss: String {
    switch self {
    case .realNumber: "squared error, or Huber's loss if there are outliers"
    case .positiveNumber: "squared error of the prediction, or of its logarithm"
    case .count: "Poisson negative log-likelihood, on the logarithm of the rate"
    case .binary: "binary cross-entropy, on the logit"
    case .oneOfMany: "cross-entropy, on the logits"
    case .severalOfMany: "sum or mean of K binary cross-entropies, on the logits"
    }
  }

  /// The predictions for the outputs of the last affine layer, of the same shape.
  ///
  /// - Parameter outputs: Outputs of shape `[batch, outputs]`.
  /// - Returns: Predictions of the same shape.
  public func predictions(fromOutputs outputs: Tensor) -> Tensor {
    switch self {
    case .realNumber: outputs
    case .positiveNumber: Nonlinearity.softplus(outputs)
    case .count: outputs.map { .exp($0) }
    case .binary, .severalOfMany: Nonlinearity.sigmoid(outputs)
    case .oneOfMany: outputs.softmax()  // (equation 1.24)
    }
  }

  /// The loss to expect of a classifier that knows nothing yet, or `nil` for other targets.
  ///
  /// With all logits 0 the classes are equally likely: log K for one of K, log 2 for one yes or no.
  /// A first loss far above it has one of two causes as a rule: the last layer starts too large, or the
  /// losses are added up where a mean was meant.
  ///
  /// - Parameter classCount: The number *K* of classes; it does not matter for binary questions.
  /// - Returns: The mean loss with all logits 0.
  public func initialLoss(classCount: Int) -> Scalar? {
    switch self {
    case .realNumber, .positiveNumber, .count: nil
    case .binary, .severalOfMany: .log(2)
    case .oneOfMany: .log(Scalar(classCount))
    }
  }
}
