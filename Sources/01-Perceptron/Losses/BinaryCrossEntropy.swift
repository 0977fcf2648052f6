public import TensorCore

/// The cross-entropy of a logit with a binary target (PyTorch: `BCEWithLogitsLoss`).
///
///     ℓ = −y log σ(z) − (1 − y) log(1 − σ(z))
///       = max(z, 0) − z y + log(1 + e^−|z|)        ℓ′ = σ(z) − y                 (equation 1.21)
///
/// The first line is what it means, the second how to compute it: no logarithm of a number that may
/// have vanished. Written with the softplus, −log σ(z) = softplus(−z), it takes a weight of the
/// positive class:
///
///     ℓ = p y softplus(−z) + (1 − y) softplus(z)
///     ℓ′ = −p y σ(−z) + (1 − y) σ(z)                                             (equation 1.22)
///
/// With p = 1 the two are the same.
///
/// An infinite logit costs what the loss tends to: ∞ against the target, and 0 with it. PyTorch 2.13 gives
/// ∞ for ∞ against the target and NaN, from 0 · ∞, in the other cases; its slopes are these.
public struct BinaryCrossEntropy: PointwiseLoss, Hashable {
  /// How much a positive target weighs beside a negative one (PyTorch: `pos_weight`).
  public let positiveWeight: Scalar

  /// Creates the loss.
  ///
  /// - Parameter positiveWeight: How much a positive target weighs beside a negative one; the ratio
  ///   of negatives to positives evens the two classes out. Must be positive.
  /// - Precondition: `positiveWeight > 0`.
  public init(positiveWeight: Scalar = 1) {
    precondition(
      positiveWeight > 0,
      "BinaryCrossEntropy.init: the positive weight is not positive: \(positiveWeight)")
    self.positiveWeight = positiveWeight
  }

  /// The cross-entropy of one logit; the target is a probability, 0 or 1 as a rule.
  public func value(of prediction: Scalar, target: Scalar) -> Scalar {
    // (equation 1.22); a product with 0 would make NaN of an infinite loss.
    let positive = positiveWeight * target * .softplus(-prediction)
    let negative = (1 - target) * .softplus(prediction)
    return (target == 0 ? 0 : positive) + (target == 1 ? 0 : negative)
  }

  /// Its derivative with respect to the logit.
  public func slope(at prediction: Scalar, target: Scalar) -> Scalar {
    (1 - target) * .sigmoid(prediction) - positiveWeight * target * .sigmoid(-prediction)
  }
}

/// The binary cross-entropies of several labels that may hold at the same time.
///
///     L = mean over the batch of Σⱼ ℓ(zⱼ, yⱼ)     or the mean over batch and labels   (equation 1.23)
///
/// Each label is a question of its own with a sigmoid of its own; a softmax would make them compete.
/// The mean over everything is PyTorch's default; the sum over labels keeps the gradient of one label
/// the same however many others there are.
public struct MultiLabelCrossEntropy: Hashable, Sendable {
  /// The loss of each label.
  public let labels: [BinaryCrossEntropy]

  /// Creates the loss.
  ///
  /// - Parameter positiveWeights: For each label how much a positive target weighs; all positive.
  public init(positiveWeights: [Scalar]) {
    labels = positiveWeights.map { BinaryCrossEntropy(positiveWeight: $0) }
  }

  /// The loss of every label of every sample, of shape `[batch, labels]`.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, labels]`.
  ///   - targets: Targets of the same shape.
  /// - Returns: One loss for each label of each sample.
  /// - Precondition: The shapes are equal and fit the number of labels.
  public func values(of logits: Tensor, targets: Tensor) -> Tensor {
    applied("values", logits, targets) { $0.value(of: $1, target: $2) }
  }

  /// The mean over batch and labels (PyTorch's default).
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, labels]`.
  ///   - targets: Targets of the same shape.
  /// - Returns: One number.
  public func mean(of logits: Tensor, targets: Tensor) -> Scalar {
    values(of: logits, targets: targets).mean()
  }

  /// The mean over the batch of the sums over the labels: `mean` times the number of labels.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, labels]`.
  ///   - targets: Targets of the same shape.
  /// - Returns: One number.
  public func meanOfSums(of logits: Tensor, targets: Tensor) -> Scalar {
    values(of: logits, targets: targets).sum(axis: 1).mean()  // (equation 1.23)
  }

  /// The gradient of `mean` with respect to the logits, of their shape.
  ///
  /// - Parameters:
  ///   - logits: Logits of shape `[batch, labels]`.
  ///   - targets: Targets of the same shape.
  /// - Returns: A tensor of the shape of the logits.
  public func gradient(at logits: Tensor, targets: Tensor) -> Tensor {
    applied("gradient", logits, targets) { $0.slope(at: $1, target: $2) }
      / Scalar(logits.elementCount)
  }

  /// A function of each label's loss, its logit and its target.
  private func applied(
    _ name: String, _ logits: Tensor, _ targets: Tensor,
    _ function: (BinaryCrossEntropy, Scalar, Scalar) -> Scalar
  ) -> Tensor {
    precondition(
      logits.shape == targets.shape && logits.shape.axisCount == 2
        && logits.shape[1] == labels.count,
      "MultiLabelCrossEntropy.\(name): logits \(logits.shape) and targets \(targets.shape) do not "
        + "fit \(labels.count) labels")
    let (z, y) = (logits.scalars, targets.scalars)
    return Tensor(
      shape: logits.shape,
      scalars: z.indices.map { function(labels[$0 % labels.count], z[$0], y[$0]) })
  }
}
