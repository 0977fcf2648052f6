public import TensorCore

/// Inverted dropout on the inputs of a linear regression, whose expectation is ridge regression, exactly.
///
///     E ‖y − X (m ⊙ w)‖² = ‖y − X w‖² + p/(1 − p) Σⱼ wⱼ² ‖xⱼ‖²           (equation 6.23)
///
/// Each weight has a strength of its own, the squared norm of its column: plain ridge only if all columns are equally long.
///
/// ## Source
///
/// Srivastava and others, 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 9.1; Wager, Wang and Liang, “Dropout
/// training as adaptive regularization”, 2013, https://arxiv.org/abs/1307.1493
public struct LinearDropout: Sendable {
  /// The inputs, of shape `[samples, features]`.
  public let inputs: Tensor

  /// The numbers to predict, of shape `[samples]`.
  public let targets: Tensor

  /// The weights, of shape `[features]`.
  public let weights: Tensor

  /// The probability p that a feature is dropped, for every sample anew or for all together: the expectation is the same.
  public let probability: Scalar

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - inputs: Of shape `[samples, features]`.
  ///   - targets: Of shape `[samples]`.
  ///   - weights: Of shape `[features]`.
  ///   - probability: The probability that a feature is dropped, in 0..<1.
  /// - Precondition: The arguments are as said.
  public init(inputs: Tensor, targets: Tensor, weights: Tensor, probability: Scalar) {
    precondition(
      inputs.shape.axisCount == 2 && targets.shape == [inputs.shape[0]]
        && weights.shape == [inputs.shape[1]],
      "LinearDropout.init: \(inputs.shape), \(targets.shape) and \(weights.shape)")
    precondition(
      (0..<1).contains(probability), "LinearDropout.init: no probability below 1: \(probability)")
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.probability = probability
  }

  /// The sum of squared errors with all features.
  public var plainLoss: Scalar { loss(of: weights) }

  /// What dropout adds on average, weight by weight.
  public var penalties: Tensor {
    let squares = (inputs * inputs).sum(axis: 0)
    return weights * weights * squares * (probability / (1 - probability))  // (equation 6.23)
  }

  /// The expected sum of squared errors, by equation 6.23.
  public var expectedLoss: Scalar { plainLoss + penalties.sum() }

  /// The expected sum of squared errors, by going through all masks.
  public var enumeratedLoss: Scalar {
    MaskEnumeration.expectation(unitCount: weights.elementCount, probability: probability) { mask in
      Tensor(loss(of: weights * mask / (1 - probability)))
    }.scalar
  }

  private func loss(of weights: Tensor) -> Scalar {
    let errors = targets - matvec(inputs, weights)
    return dot(errors, errors)
  }
}
