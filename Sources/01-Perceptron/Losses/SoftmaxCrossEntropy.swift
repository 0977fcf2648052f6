public import TensorCore

/// The cross-entropy of logits with the index of the right class (PyTorch: `CrossEntropyLoss`).
///
///     p = softmax(z):   pᵢ = exp(zᵢ − max z) / Σⱼ exp(zⱼ − max z)                (equation 1.24)
///     ℓ = −log p_y = log Σⱼ exp zⱼ − z_y            ∂ℓ/∂zᵢ = pᵢ − [i = y]          (equation 1.25)
///
/// It takes logits, never probabilities: the logarithm of the softmax is computed in one piece, so
/// that nothing overflows and no logarithm of 0 is taken. With class weights w the mean is a weighted
/// one, divided by the weights that took part and not by the number of samples:
///
///     L = Σₙ w_yₙ ℓₙ / Σₙ w_yₙ                                                  (equation 1.26)
///
/// ```swift
/// let loss = SoftmaxCrossEntropy()
/// loss.mean(of: Tensor([[2, 1, 0.1]]), classes: [0])  // 0.417
/// ```
///
/// ## Conventions
///
/// As in PyTorch: a sample whose class is ``ignoredClass`` takes no part, and a batch of nothing
/// but such samples has the mean NaN. Its gradient is NaN here, 0/0 like the mean; PyTorch's is 0.
public struct SoftmaxCrossEntropy: Hashable, Sendable {
  /// The class of a sample that takes no part (PyTorch: `ignore_index`).
  public static var ignoredClass: Int { -100 }

  /// How much each class weighs, of shape `[classes]`; `nil` if all weigh 1.
  public let classWeights: Tensor?

  /// Creates the loss.
  ///
  /// - Parameter classWeights: How much each class weighs, of shape `[classes]`; none is negative.
  /// - Precondition: No weight is negative.
  public init(classWeights: Tensor? = nil) {
    precondition(
      classWeights.map { $0.shape.axisCount == 1 && $0.scalars.allSatisfy { $0 >= 0 } } ?? true,
      "SoftmaxCrossEntropy.init: not a vector of weights: \(classWeights?.description ?? "")")
    self.classWeights = classWeights
  }

  /// The loss of every sample, times the weight of its class, of shape `[batch]`.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, classes]`.
  ///   - classes: For each sample its class, or ``ignoredClass``.
  /// - Returns: One loss for each sample, 0 for one that takes no part.
  /// - Precondition: There is one class for each row of logits, within the columns.
  public func values(of logits: Tensor, classes: [Int]) -> Tensor {
    let weights = sampleWeights("values", logits, classes)
    let picked = logits.logSoftmax().picking(columns: classes.map { max($0, 0) })
    // A product with the weight 0 would make NaN of an infinite loss.
    return weights.combined(with: picked) { w, logP in w == 0 ? 0 : -w * logP }  // (equation 1.25)
  }

  /// The mean of the losses, weighted by class.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, classes]`.
  ///   - classes: For each sample its class, or ``ignoredClass``.
  /// - Returns: One number.
  /// - Precondition: There is one class for each row of logits, within the columns.
  public func mean(of logits: Tensor, classes: [Int]) -> Scalar {
    // (equation 1.26)
    values(of: logits, classes: classes).sum() / sampleWeights("mean", logits, classes).sum()
  }

  /// The gradient of the mean with respect to the logits, of their shape.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, classes]`.
  ///   - classes: For each sample its class, or ``ignoredClass``.
  /// - Returns: A tensor of the shape of the logits.
  /// - Precondition: There is one class for each row of logits, within the columns.
  public func gradient(at logits: Tensor, classes: [Int]) -> Tensor {
    let weights = sampleWeights("gradient", logits, classes)
    let target = Tensor.oneHot(classes.map { max($0, 0) }, classCount: logits.shape[1])
    let shares = (weights / weights.sum()).reshaped(to: [classes.count, 1])
    // A row that takes no part may hold anything: 0 times NaN would be NaN.
    return shares.combined(with: logits.softmax() - target) { share, difference in
      share == 0 ? 0 : share * difference  // (equation 1.25)
    }
  }

  /// The weight of each sample's class, 0 for a sample that takes no part.
  private func sampleWeights(_ function: String, _ logits: Tensor, _ classes: [Int]) -> Tensor {
    precondition(
      logits.shape.axisCount == 2 && logits.shape[0] == classes.count,
      "SoftmaxCrossEntropy.\(function): \(classes.count) classes for logits \(logits.shape)")
    let classCount = logits.shape[1]
    precondition(
      classWeights.map { $0.shape == [classCount] } ?? true,
      "SoftmaxCrossEntropy.\(function): weights \(classWeights?.shape ?? []) for \(logits.shape)")
    return Tensor(
      classes.map { index in
        if index == Self.ignoredClass { return 0 }
        precondition(
          index >= 0 && index < classCount,
          "SoftmaxCrossEntropy.\(function): class \(index) is outside 0 ..< \(classCount)")
        return classWeights?[index] ?? 1
      })
  }
}
