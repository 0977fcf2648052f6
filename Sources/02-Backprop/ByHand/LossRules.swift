public import TensorCore

// The rules of softmax and of the losses: where the formulas become simple by being fused.

extension LayerRules {
  /// The gradient of the mean cross-entropy with respect to the logits, (p − onehot) / batch.
  ///
  /// The 1/p of the logarithm and the p of the softmax cancel, so it is bounded (equation 2.15).
  ///
  /// - Parameters:
  ///   - probabilities: The softmax of the logits, of shape `[batch, classes]`.
  ///   - classes: For each sample its class.
  /// - Returns: The gradient, of the shape of the logits.
  public static func softmaxCrossEntropy(probabilities: Tensor, classes: [Int]) -> Tensor {
    let target = Tensor.oneHot(classes, classCount: probabilities.shape[1])
    return (probabilities - target) / Scalar(classes.count)  // (equation 2.15)
  }

  /// The gradient of the mean binary cross-entropy by the logits, (s − y) / count (equation 2.16).
  ///
  /// - Parameters:
  ///   - probabilities: The sigmoid of the logits.
  ///   - targets: Targets in 0…1, of the same shape.
  /// - Returns: The gradient, of the same shape.
  public static func sigmoidCrossEntropy(probabilities: Tensor, targets: Tensor) -> Tensor {
    (probabilities - targets) / Scalar(targets.elementCount)  // (equation 2.16)
  }

  /// The gradient of the mean squared error by the predictions, 2 (ŷ − y) / count (equation 2.7).
  ///
  /// - Parameters:
  ///   - predictions: The predictions.
  ///   - targets: The targets, of the same shape.
  /// - Returns: The gradient, of the same shape.
  public static func meanSquaredError(predictions: Tensor, targets: Tensor) -> Tensor {
    (predictions - targets) * (2 / Scalar(targets.elementCount))  // (equation 2.7)
  }

  /// All derivatives of a softmax at once (the one rule that does form its Jacobian).
  ///
  ///     J = diag(p) − p pᵀ                                                (equation 2.12)
  ///
  /// It is symmetric, and each of its rows sums to 0: raising all logits alike changes nothing.
  ///
  /// - Parameter probabilities: The softmax of one sample, of shape `[classes]`.
  /// - Returns: A matrix of shape `[classes, classes]`.
  public static func softmaxJacobian(probabilities: Tensor) -> Tensor {
    // (equation 2.12)
    .identity(probabilities.elementCount) * probabilities - outer(probabilities, probabilities)
  }

  /// The backward pass through a softmax along the last axis, without its Jacobian (equation 2.13).
  ///
  /// - Parameters:
  ///   - d: The gradient of the probabilities.
  ///   - output: The probabilities.
  /// - Returns: The gradient of the logits.
  public static func softmax(_ d: Tensor, output: Tensor) -> Tensor {
    // (equation 2.13)
    output * (d - (d * output).sum(axis: -1).reshaped(to: d.shape.replacing(axis: -1, with: 1)))
  }

  /// The backward pass through a log-softmax along the last axis (equation 2.14).
  ///
  /// - Parameters:
  ///   - d: The gradient of the logarithms.
  ///   - output: The logarithms of the probabilities.
  /// - Returns: The gradient of the logits.
  public static func logSoftmax(_ d: Tensor, output: Tensor) -> Tensor {
    let total = d.sum(axis: -1).reshaped(to: d.shape.replacing(axis: -1, with: 1))
    return d - output.map { .exp($0) } * total  // (equation 2.14)
  }

  /// The backward pass through log Σ exp along the last axis: the softmax.
  ///
  ///     ∂ log Σⱼ exp zⱼ / ∂zᵢ = softmax(z)ᵢ                               (equation 2.11)
  ///
  /// Beside an infinite logit the finite ones have no share, as in PyTorch; that of the infinite one is NaN.
  ///
  /// - Parameters:
  ///   - d: The gradient of the result, without the last axis.
  ///   - input: The logits.
  /// - Returns: The gradient of the logits.
  public static func logSumExp(_ d: Tensor, input: Tensor) -> Tensor {
    let kept = input.shape.replacing(axis: -1, with: 1)
    let behind = input - input.max(axis: -1).reshaped(to: kept)
    let shares = input.softmax().combined(with: behind) { p, behind in
      behind == -.infinity ? 0 : p
    }
    return shares * d.reshaped(to: kept)  // (equation 2.11)
  }
}
