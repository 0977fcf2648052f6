public import Datasets
public import TensorCore

/// The class that most training samples have, whatever the sample: what every model has to beat.
public struct MajorityClass: Classifier, Hashable, Sendable {
  /// The class; of several that are equally frequent the first.
  public let label: Int

  /// Counts the classes.
  ///
  /// - Parameter data: At least one sample.
  /// - Precondition: There is a sample.
  public init(fitting data: LabeledData) {
    precondition(data.count > 0, "MajorityClass.init: there is no sample")
    let counts = data.classHistogram
    let most = counts.max() ?? 0
    label = counts.firstIndex(of: most) ?? 0
  }

  /// The same class for every sample.
  public func classes(of features: Tensor) -> [Int] {
    [Int](repeating: label, count: features.shape[0])
  }
}
