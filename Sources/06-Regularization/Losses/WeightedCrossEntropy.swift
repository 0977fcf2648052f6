public import Autograd
public import TensorCore

// Every cross-entropy of the lesson is one operation: the sum of −log p with a coefficient for each class
// of each sample. Label smoothing, soft targets, mixup and class weights differ in the coefficients alone.

/// The sum of −log p over samples and classes, each with its coefficient.
///
///     L = −Σᵢₖ aᵢₖ log pᵢₖ,   p = softmax(z)      dzᵢₖ = pᵢₖ Σⱼ aᵢⱼ − aᵢₖ      (equation 6.7)
///
/// - Parameters:
///   - logits: Of shape `[batch, classes]`.
///   - coefficients: The numbers a, of that shape.
/// - Returns: The sum, of shape `[]`.
/// - Precondition: The shapes agree.
public func weightedCrossEntropy(_ logits: Variable, coefficients: Tensor) -> Variable {
  precondition(
    logits.shape.axisCount == 2 && logits.shape == coefficients.shape,
    "weightedCrossEntropy: coefficients \(coefficients.shape) for logits \(logits.shape)")
  let logProbabilities = logits.value.logSoftmax()
  // A class without weight costs nothing, even where its log p is −∞.
  let value = -logProbabilities.combined(with: coefficients) { logP, a in
    a == 0 ? 0 : a * logP
  }.sum()
  return .result(of: RegularizationOperation.weightedCrossEntropy, Tensor(value)) { _ in
    [
      logits.pullback(saving: logProbabilities) { d, logProbabilities in
        // (equation 6.7)
        let totals = coefficients.sum(axis: 1).reshaped(to: [coefficients.shape[0], 1])
        let expected = logProbabilities.map { .exp($0) } * totals
        let scale = d.scalar
        return expected.combined(with: coefficients) { e, a in scale * (e - a) }
      }
    ]
  }
}

/// The mean cross-entropy with a distribution over classes for every sample (PyTorch: `CrossEntropyLoss` with probabilities).
///
///     L = −(1/N) Σᵢₖ qᵢₖ log pᵢₖ      dz = (p − q) / N where each q sums to 1      (equation 6.8)
///
/// - Parameters:
///   - logits: Of shape `[batch, classes]`.
///   - targets: The distributions q, of that shape.
/// - Returns: The mean over the samples, of shape `[]`.
/// - Precondition: The shapes agree.
public func softmaxCrossEntropy(_ logits: Variable, targets: Tensor) -> Variable {
  weightedCrossEntropy(logits, coefficients: targets / Scalar(targets.shape[0]))  // (equation 6.8)
}

/// The mean cross-entropy in which each class has a weight (PyTorch: `CrossEntropyLoss(weight=…)`).
///
///     L = Σᵢ w_yᵢ · (−log pᵢ,yᵢ) / Σᵢ w_yᵢ                                (equation 6.9)
///
/// The mean is over the *weights*, as in PyTorch, so that doubling all of them changes nothing. With targets that are
/// distributions PyTorch divides by the number of samples instead, and doubling the weights doubles the loss.
///
/// - Parameters:
///   - logits: Of shape `[batch, classes]`.
///   - classes: The class of each sample.
///   - classWeights: A weight for each class, of shape `[classes]`; those that occur have a positive sum.
/// - Returns: The weighted mean, of shape `[]`.
/// - Precondition: The shapes are as said, and the weights of the batch have a positive sum.
public func softmaxCrossEntropy(
  _ logits: Variable, classes: [Int], classWeights: Tensor
) -> Variable {
  softmaxCrossEntropy(logits, classes: classes, smoothing: 0, classWeights: classWeights)
}
