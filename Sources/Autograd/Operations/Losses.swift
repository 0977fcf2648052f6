public import TensorCore

// The losses that training starts with, on logits, fused with their derivatives.

/// The mean cross-entropy of logits with class labels (PyTorch: `CrossEntropyLoss`).
///
///     L = mean( log Σⱼ exp zⱼ − z_target )      dz = (softmax(z) − onehot) / batch   (equation 2.15)
///
/// - Parameters:
///   - logits: A batch of shape `[batch, classes]`.
///   - classes: For each sample its class, in `0 ..< classes`.
/// - Returns: The mean, of shape `[]`.
public func softmaxCrossEntropy(_ logits: Variable, classes: [Int]) -> Variable {
  precondition(
    logits.shape.axisCount == 2 && logits.shape[0] == classes.count,
    "softmaxCrossEntropy: \(classes.count) classes for logits \(logits.shape)")
  let logProbabilities = logits.value.logSoftmax()
  let value = -logProbabilities.picking(columns: classes).mean()
  return .result(of: Primitive.softmaxCrossEntropy, Tensor(value)) { _ in
    [
      logits.pullback(saving: logProbabilities) { d, logProbabilities in
        // (equation 2.15)
        let target = Tensor.oneHot(classes, classCount: logProbabilities.shape[1])
        let scale = d.scalar / Scalar(classes.count)
        return logProbabilities.combined(with: target) { logP, y in scale * (.exp(logP) - y) }
      }
    ]
  }
}

/// The mean binary cross-entropy of logits with targets in 0…1 (PyTorch: `BCEWithLogitsLoss`).
///
///     L = mean( max(z, 0) − z y + log(1 + e^−|z|) )      dz = (sigmoid(z) − y) / count   (equation 2.16)
///
/// - Parameters:
///   - logits: Logits of any shape.
///   - targets: Targets of the same shape.
/// - Returns: The mean over all scalars, of shape `[]`.
public func sigmoidCrossEntropy(_ logits: Variable, targets: Tensor) -> Variable {
  precondition(
    logits.shape == targets.shape,
    "sigmoidCrossEntropy: shapes differ: \(logits.shape) and \(targets.shape)")
  // In this order nothing cancels: for a target of 1 and a large logit the first two terms are 0.
  let losses = logits.value.combined(with: targets) { z, y in
    (z > 0 ? z : 0) - z * y + .softplus(z > 0 ? -z : z)
  }
  return .result(of: Primitive.sigmoidCrossEntropy, Tensor(losses.mean())) { _ in
    [
      logits.pullback(saving: logits) { d, logits in
        let scale = d.scalar / Scalar(targets.elementCount)
        // (equation 2.16)
        return logits.combined(with: targets) { z, y in scale * (.sigmoid(z) - y) }
      }
    ]
  }
}

/// The mean squared error over all outputs of all samples (PyTorch: `MSELoss`).
///
///     L = mean( (ŷ − y)² )      dŷ = 2 (ŷ − y) / count            (equation 2.7)
///
/// - Parameters:
///   - predictions: Predictions of any shape.
///   - targets: Targets of the same shape; nothing is broadcast, see failure mode F1.4.
/// - Returns: The mean over all scalars, of shape `[]`.
public func meanSquaredError(_ predictions: Variable, targets: Tensor) -> Variable {
  precondition(
    predictions.shape == targets.shape,
    "meanSquaredError: shapes differ: \(predictions.shape) and \(targets.shape)")
  let errors = predictions.value - targets
  return .result(of: Primitive.meanSquaredError, Tensor((errors * errors).mean())) { _ in
    [
      predictions.pullback(saving: errors) { d, errors in
        errors * (2 * d.scalar / Scalar(errors.elementCount))  // (equation 2.7)
      }
    ]
  }
}
