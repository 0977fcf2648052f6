public import TensorCore

/// Samples that each come with numbers to predict: the data of a regression.
public struct RegressionData: SampleSet {
  /// What the data are called in messages and figures.
  public let name: String

  /// The measurements, of shape `[samples, features]`.
  public let features: Tensor

  /// The numbers to predict, of shape `[samples, outputs]`.
  public let targets: Tensor

  /// The number of targets of each sample.
  public var outputCount: Int { targets.shape[1] }

  /// Creates a set from its samples.
  ///
  /// - Parameters:
  ///   - name: What the data are called.
  ///   - features: A tensor of shape `[samples, features]`.
  ///   - targets: A tensor of shape `[samples, outputs]`.
  public init(name: String, features: Tensor, targets: Tensor) {
    precondition(
      features.shape.axisCount == 2 && targets.shape.axisCount == 2,
      "RegressionData.init: not two matrices: \(features.shape) and \(targets.shape)")
    precondition(
      features.shape[0] == targets.shape[0],
      "RegressionData.init: \(targets.shape[0]) targets for \(features.shape[0]) samples")
    self.name = name
    self.features = features
    self.targets = targets
  }

  /// The samples at the given indices, in that order; an index may repeat.
  ///
  /// - Parameter indices: Each in `0 ..< count`.
  /// - Returns: A set of `indices.count` samples.
  public func selecting(_ indices: [Int]) -> RegressionData {
    RegressionData(
      name: name, features: features.gathering(rows: indices),
      targets: targets.gathering(rows: indices))
  }

  /// The same targets with other features, such as standardized ones.
  ///
  /// - Parameter features: A tensor of shape `[count, anything]`.
  /// - Returns: A set of as many samples.
  public func replacingFeatures(with features: Tensor) -> RegressionData {
    RegressionData(name: name, features: features, targets: targets)
  }
}
