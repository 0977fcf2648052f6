public import TensorCore

/// Samples that each belong to one of several classes: the data of a classification.
///
/// ```swift
/// let digits = try LabeledData.digits()
/// digits.features.shape   // [1797, 64]
/// digits.labels[0]        // 0
/// digits.classCount       // 10
/// ```
public struct LabeledData: SampleSet {
  /// What the data are called in messages and figures.
  public let name: String

  /// The measurements, of shape `[samples, features]`.
  public let features: Tensor

  /// The class of each sample, in `0 ..< classCount`.
  public let labels: [Int]

  /// The name of each class.
  public let classNames: [String]

  /// The number of classes, whether or not each of them has samples.
  public var classCount: Int { classNames.count }

  /// Creates a set from its samples and the names of its classes.
  ///
  /// - Parameters:
  ///   - name: What the data are called.
  ///   - features: A tensor of shape `[samples, features]`.
  ///   - labels: As many as there are samples, each in `0 ..< classNames.count`.
  ///   - classNames: The name of each class.
  public init(name: String, features: Tensor, labels: [Int], classNames: [String]) {
    precondition(
      features.shape.axisCount == 2,
      "LabeledData.init: the features are not a matrix: \(features.shape)")
    precondition(
      labels.count == features.shape[0],
      "LabeledData.init: \(labels.count) labels for \(features.shape[0]) samples")
    for label in labels {
      precondition(
        label >= 0 && label < classNames.count,
        "LabeledData.init: label \(label) is outside 0..<\(classNames.count)")
    }
    self.name = name
    self.features = features
    self.labels = labels
    self.classNames = classNames
  }

  /// Creates a set whose classes are named by their numbers.
  ///
  /// - Parameters:
  ///   - name: What the data are called.
  ///   - features: A tensor of shape `[samples, features]`.
  ///   - labels: As many as there are samples, each in `0 ..< classCount`.
  ///   - classCount: The number of classes.
  /// - Precondition: `classCount >= 0`.
  public init(name: String, features: Tensor, labels: [Int], classCount: Int) {
    precondition(classCount >= 0, "LabeledData.init: classCount is negative: \(classCount)")
    self.init(
      name: name, features: features, labels: labels,
      classNames: (0..<classCount).map { String($0) })
  }

  /// The number of samples of each class, `classCount` numbers.
  public var classHistogram: [Int] {
    var histogram = [Int](repeating: 0, count: classCount)
    for label in labels { histogram[label] += 1 }
    return histogram
  }

  /// The samples at the given indices, in that order; an index may repeat.
  ///
  /// - Parameter indices: Each in `0 ..< count`.
  /// - Returns: A set of `indices.count` samples.
  public func selecting(_ indices: [Int]) -> LabeledData {
    LabeledData(
      name: name, features: features.gathering(rows: indices),
      labels: indices.map { labels[$0] }, classNames: classNames)
  }

  /// The same labels with other features, such as standardized ones.
  ///
  /// - Parameter features: A tensor of shape `[count, anything]`.
  /// - Returns: A set of as many samples.
  public func replacingFeatures(with features: Tensor) -> LabeledData {
    LabeledData(name: name, features: features, labels: labels, classNames: classNames)
  }
}
