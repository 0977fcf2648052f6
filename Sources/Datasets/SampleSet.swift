public import TensorCore

/// A set of samples that can be reordered, divided, and dealt out in minibatches.
///
/// Shuffling, splitting and batching are written once, for classification and regression alike.
public protocol SampleSet: Equatable, Sendable {
  /// The measurements, of shape `[samples, features]`.
  var features: Tensor { get }

  /// The samples at the given indices, in that order; an index may repeat.
  ///
  /// - Parameter indices: Each in `0 ..< count`.
  /// - Returns: A set of `indices.count` samples.
  func selecting(_ indices: [Int]) -> Self

  /// The same samples with other features, such as standardized ones.
  ///
  /// - Parameter features: A tensor of shape `[count, anything]`.
  /// - Returns: A set of as many samples.
  func replacingFeatures(with features: Tensor) -> Self
}

extension SampleSet {
  /// The number of samples.
  public var count: Int { features.shape[0] }

  /// The number of features of each sample.
  public var featureCount: Int { features.shape[1] }

  /// The same samples in a random order, each order equally likely.
  ///
  /// - Parameter generator: The source of randomness; equal seeds give equal orders.
  /// - Returns: A set of as many samples.
  public func shuffled(using generator: inout some RandomNumberGenerator) -> Self {
    selecting(generator.permutation(of: count))
  }
}
