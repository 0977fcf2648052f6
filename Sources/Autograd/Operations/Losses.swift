public import TensorCore

// The losses that training starts with, on logits, fused with their derivatives.

/// The mean cross-entropy of logits with class labels (PyTorch: `CrossEntropyLoss`).
///
///     L = mean( log Σⱼ exp zⱼ − z_target )      dz = (softmax(z) − onehot) / batch   (equation 2.15)
///
/// There is no class of samples that take no part (PyTorch's `ignore_index`, −100): leave their rows out.
///
/// - Parameters:
///   - logits: A batch of shape `[batch, classes]`.
///   - classes: For each sample its class, in `0 ..< classes`.
/// - Returns: The mean, of shape `[]`.
/// - Precondition: There is one class for each row of logits, within the columns.
public func softmaxCrossEntropy(_ logits: Variable, classes: [Int]) -> Variable {
  precondition(
    logits.shape.axisCount == 2 && logits.shape[0] == classes.count,
    "softmaxCrossEntropy: \(classes.count) classes for logits \(logits.shape)")
  let classCount = logits.shape[1]
  for index in classes {
    precondition(
      index >= 0 && index < classCount,
      "softmaxCrossEntropy: class \(index) is outside 0 ..< \(classCount)")
  }
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
/// An infinite logit costs what the loss tends to: ∞ against the target, as in PyTorch, and 0 with it.
/// There PyTorch 2.13 gives NaN, from 0 · ∞, and also for −∞ against the target; its gradient is ours.
///
/// - Parameters:
///   - logits: Logits of any shape.
///   - targets: Targets of the same shape.
/// - Returns: The mean over all scalars, of shape `[]`.
public func sigmoidCrossEntropy(_ logits: Variable, targets: Tensor) -> Variable {
  precondition(
    logits.shape == targets.shape,
    "sigmoidCrossEntropy: shapes differ: \(logits.shape) and \(targets.shape)")
  // Nothing cancels: max(z, 0) − z y is |z| times how far the target is from the side that z is on.
  let losses = logits.value.combined(with: targets) { z, y in
    let distance = z > 0 ? 1 - y : y
    return (distance == 0 ? 0 : z.magnitude * distance) + .softplus(-z.magnitude)
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
