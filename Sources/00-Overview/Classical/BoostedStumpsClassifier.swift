public import Datasets
public import TensorCore

/// Boosted stumps that name a class: one sum for two classes, one against the rest for more.
public struct BoostedStumpsClassifier: Classifier, Hashable, Sendable {
  /// The sums: that of the second of two classes, or one a class.
  public let sums: [BoostedStumps]

  /// Fits the stumps.
  ///
  /// - Parameters:
  ///   - data: Samples of at least two classes.
  ///   - settings: How many stumps a sum, and how much of each.
  /// - Precondition: There are two classes or more.
  public init(
    fitting data: LabeledData, settings: BoostedStumps.Settings = BoostedStumps.Settings()
  ) {
    precondition(
      data.classCount >= 2, "BoostedStumpsClassifier.init: \(data.classCount) classes")
    let features = SortedFeatures(data.features)
    let classes = data.classCount == 2 ? [1] : Array(0..<data.classCount)
    sums = classes.map { label in
      BoostedStumps.logistic(
        fitting: features, targets: Tensor(data.labels.map { $0 == label ? 1 : 0 }),
        settings: settings)
    }
  }

  /// The class with the greatest logit.
  public func classes(of features: Tensor) -> [Int] {
    let logits = sums.map { $0(features).scalars }
    if logits.count == 1 { return logits[0].map { $0 > 0 ? 1 : 0 } }
    return (0..<features.shape[0]).map { row in
      logits.indices.max { (logits[$0][row], $1) < (logits[$1][row], $0) } ?? 0
    }
  }
}
