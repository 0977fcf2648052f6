public import TensorCore

/// All networks that dropout makes of one softmax layer, and three ways to have them answer together.
///
/// Dropping inputs of a softmax layer gives 2ⁿ networks that share weights. Evaluation mode is one pass; it is the ensemble's
/// *geometric* mean, normalized again, and not its mean.
///
/// ## Source
///
/// Hinton and others, “Improving neural networks by preventing co-adaptation of feature detectors”, 2012,
/// https://arxiv.org/abs/1207.0580; Goodfellow, Bengio and Courville, “Deep learning”, 2016, section 7.12
public struct SubnetworkEnsemble: Sendable {
  /// What comes into the layer, of shape `[features]`.
  public let inputs: Tensor

  /// The weight, of shape `[classes, features]`.
  public let weight: Tensor

  /// The probability that a feature is dropped, in 0…1.
  public let probability: Scalar

  /// Creates the ensemble of a layer without a bias.
  ///
  /// - Parameters:
  ///   - inputs: Of shape `[features]`, at most twenty.
  ///   - weight: Of shape `[classes, features]`.
  ///   - probability: The probability that a feature is dropped.
  /// - Precondition: The arguments are as said.
  public init(inputs: Tensor, weight: Tensor, probability: Scalar) {
    precondition(
      inputs.shape.axisCount == 1 && weight.shape.axisCount == 2
        && weight.shape[1] == inputs.shape[0],
      "SubnetworkEnsemble.init: inputs \(inputs.shape) for a weight \(weight.shape)")
    self.inputs = inputs
    self.weight = weight
    self.probability = probability
  }

  /// The mean of the networks' probabilities.
  public var arithmeticMean: Tensor { expectation(of: probability) { $0.softmax() } }

  /// The geometric mean of the networks' probabilities, each with its mask's probability, normalized.
  ///
  /// The logarithms of softmaxes are logits but for a constant each, so that their mean is the mean logit.
  public var geometricMean: Tensor {
    expectation(of: probability) { $0.logSoftmax() }.softmax()
  }

  /// The geometric mean in which all networks count alike, whatever the probability.
  public var unweightedGeometricMean: Tensor { expectation(of: 0.5) { $0.logSoftmax() }.softmax() }

  /// One pass with the weights scaled by 1 − p: what classic dropout does in evaluation.
  public var weightScaling: Tensor { (matvec(weight, inputs) * (1 - probability)).softmax() }

  private func expectation(of p: Scalar, _ function: (Tensor) -> Tensor) -> Tensor {
    MaskEnumeration.expectation(unitCount: inputs.elementCount, probability: p) { mask in
      function(matvec(weight, inputs * mask))
    }
  }
}
