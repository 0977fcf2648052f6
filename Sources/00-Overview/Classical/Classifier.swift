public import Datasets
public import TensorCore

/// What names the class of samples: a classical model or a network.
public protocol Classifier {
  /// The class of each sample of a matrix `[samples, features]`.
  func classes(of features: Tensor) -> [Int]
}

extension Classifier {
  /// The share of samples whose class is named wrongly.
  ///
  /// - Parameter data: At least one sample.
  /// - Returns: The share, in 0…1.
  public func error(on data: LabeledData) -> Double {
    precondition(data.count > 0, "Classifier.error: there is no sample")
    let wrong = zip(classes(of: data.features), data.labels).count { $0 != $1 }
    return Double(wrong) / Double(data.count)
  }
}
