public import TensorCore

/// The columns of a matrix and the order of the samples along each, sorted once for all trees that are grown on them.
public struct SortedFeatures: Sendable {
  /// The number of samples.
  public let sampleCount: Int

  /// The columns.
  let columns: [[Scalar]]

  /// For each column the samples from its least value to its greatest.
  let orders: [[Int]]

  /// Sorts every column.
  ///
  /// - Parameter features: A matrix `[samples, features]` of finite numbers.
  /// - Precondition: It is a matrix with a sample and a feature.
  public init(_ features: Tensor) {
    precondition(
      features.shape.axisCount == 2 && features.elementCount > 0 && features.isFinite,
      "SortedFeatures.init: no matrix of finite numbers: \(features.shape)")
    let count = features.shape[0]
    sampleCount = count
    let flat = features.transposed.scalars
    columns = (0..<features.shape[1]).map { Array(flat[$0 * count..<($0 + 1) * count]) }
    orders = columns.map { column in
      (0..<count).sorted { (column[$0], $0) < (column[$1], $1) }
    }
  }
}
