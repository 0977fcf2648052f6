public import Autograd
public import TensorCore

/// The mean cross-entropy with smoothed labels (PyTorch: `CrossEntropyLoss(label_smoothing=…)`).
///
///     q = (1 − e) onehot + e / K      L = (1 − e) (−log p_y) + (e / K) Σₖ (−log pₖ)      (equation 6.10)
///
/// With class weights, as in PyTorch, the first term is weighted by the sample's class and every term of the second by its own
/// class, and both are divided by the sum of the samples' weights.
///
/// ## Conventions
///
/// K counts all classes, the right one too: of a smoothing of 0.1 with ten classes 0.91 stays. Where a paper spreads e over the
/// K − 1 others, see ``LabelSmoothing/targetsOverOthers(_:classCount:smoothing:)``.
///
/// ## Source
///
/// Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, “Rethinking the Inception architecture for computer vision”, 2016,
/// https://arxiv.org/abs/1512.00567, section 7
///
/// - Parameters:
///   - logits: Of shape `[batch, classes]`.
///   - classes: The class of each sample.
///   - smoothing: The share e that is spread, in 0…1.
///   - classWeights: A weight for each class, of shape `[classes]`, or none.
/// - Returns: The mean, of shape `[]`.
/// - Precondition: The shapes are as said, and the weights of the batch have a positive sum.
public func softmaxCrossEntropy(
  _ logits: Variable, classes: [Int], smoothing: Scalar, classWeights: Tensor? = nil
) -> Variable {
  precondition(
    logits.shape.axisCount == 2 && logits.shape[0] == classes.count,
    "softmaxCrossEntropy: \(classes.count) classes for logits \(logits.shape)")
  let classCount = logits.shape[1]
  for index in classes {
    precondition(
      index >= 0 && index < classCount,
      "softmaxCrossEntropy: class \(index) is outside 0 ..< \(classCount)")
  }
  let weights = classWeights ?? .ones([classCount])
  precondition(
    weights.shape == [classCount],
    "softmaxCrossEntropy: weights \(weights.shape) for \(classCount) classes")
  let oneHot = Tensor.oneHot(classes, classCount: classCount) * weights
  let total = oneHot.sum()
  precondition(total > 0, "softmaxCrossEntropy: the weights of the batch sum to \(total)")
  LabelSmoothing.requireShare(smoothing, in: "softmaxCrossEntropy")
  // (equation 6.10)
  let coefficients = (oneHot * (1 - smoothing) + weights * (smoothing / Scalar(classCount))) / total
  return weightedCrossEntropy(logits, coefficients: coefficients)
}

/// What smoothed labels are, and what a model that fits them perfectly arrives at.
public enum LabelSmoothing {
  /// Targets that spread a share over *all* classes: 1 − e + e/K for the right one, e/K for the others (PyTorch).
  ///
  /// - Parameters:
  ///   - classes: The class of each sample.
  ///   - classCount: The number K of classes.
  ///   - smoothing: The share e, in 0…1.
  /// - Returns: The targets, of shape `[classes.count, classCount]`.
  /// - Precondition: The share is in 0…1.
  public static func targets(_ classes: [Int], classCount: Int, smoothing: Scalar) -> Tensor {
    requireShare(smoothing, in: "LabelSmoothing.targets")
    return Tensor.oneHot(classes, classCount: classCount) * (1 - smoothing)
      + smoothing / Scalar(classCount)
  }

  /// Targets that spread a share over the *other* classes: 1 − e for the right one, e/(K − 1) for each of the others.
  ///
  /// It is the form of ``targets(_:classCount:smoothing:)`` with a share of e K / (K − 1).
  ///
  /// - Parameters:
  ///   - classes: The class of each sample.
  ///   - classCount: The number K of classes, at least 2.
  ///   - smoothing: The share e, in 0…1.
  /// - Returns: The targets, of shape `[classes.count, classCount]`.
  /// - Precondition: The arguments are as said.
  public static func targetsOverOthers(
    _ classes: [Int], classCount: Int, smoothing: Scalar
  ) -> Tensor {
    requireShare(smoothing, in: "LabelSmoothing.targetsOverOthers")
    precondition(
      classCount >= 2, "LabelSmoothing.targetsOverOthers: no other class: \(classCount)")
    let others = smoothing / Scalar(classCount - 1)
    return Tensor.oneHot(classes, classCount: classCount).map { y in
      y * (1 - smoothing) + (1 - y) * others
    }
  }

  /// The least loss that smoothed targets allow: the entropy of the target.
  ///
  ///     H(q) = −q_y ln q_y − (K − 1) q_o ln q_o                            (equation 6.11)
  ///
  /// - Parameters:
  ///   - classCount: The number K of classes, at least 2.
  ///   - smoothing: The share e, in 0…1.
  /// - Returns: The loss of a model that fits the targets perfectly, in nats.
  /// - Precondition: The arguments are as said.
  public static func floor(classCount: Int, smoothing: Double) -> Double {
    let (right, other) = probabilities(classCount, smoothing, in: "LabelSmoothing.floor")
    func term(_ q: Double) -> Double { q > 0 ? -q * .log(q) : 0 }
    return term(right) + Double(classCount - 1) * term(other)  // (equation 6.11)
  }

  /// By how much the right logit exceeds the others where the loss is least: ln(q_y / q_o); infinite without smoothing.
  ///
  /// - Parameters:
  ///   - classCount: The number K of classes, at least 2.
  ///   - smoothing: The share e, in 0…1.
  /// - Returns: The gap.
  /// - Precondition: The arguments are as said.
  public static func optimalGap(classCount: Int, smoothing: Double) -> Double {
    let (right, other) = probabilities(classCount, smoothing, in: "LabelSmoothing.optimalGap")
    return .log(right / other)
  }

  /// The probabilities of the right class and of each other one in PyTorch's target.
  private static func probabilities(
    _ classCount: Int, _ smoothing: Double, in function: String
  ) -> (right: Double, other: Double) {
    precondition(classCount >= 2, "\(function): no other class: \(classCount)")
    requireShare(Scalar(smoothing), in: function)
    let other = smoothing / Double(classCount)
    return (1 - smoothing + other, other)
  }

  /// Stops the program if a share is none.
  static func requireShare(_ smoothing: Scalar, in function: String) {
    precondition(
      (0...1).contains(smoothing), "\(function): the smoothing is no share: \(smoothing)")
  }
}
