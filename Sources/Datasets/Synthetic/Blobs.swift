public import TensorCore

extension LabeledData {
  /// Normal clouds around centers, one class each, in any number of features.
  ///
  ///     x[i] = centers[k] + standardDeviation · N(0, I)   with k = i mod the number of centers
  ///
  /// ```swift
  /// let centers = Tensor.uniform([3, 2], in: -10..<10, using: &generator)
  /// let data = LabeledData.blobs(
  ///   count: 300, centers: centers, standardDeviation: 1, using: &generator)
  /// ```
  ///
  /// ## Source
  ///
  /// After scikit-learn's `make_blobs`.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - centers: The middle of each class, a tensor of shape `[classes, features]`.
  ///   - standardDeviation: The spread of every class along every feature.
  ///   - generator: The source of randomness.
  /// - Returns: A set with `features` of shape `[count, centers.shape[1]]`.
  /// - Precondition: `count > 0`, there is a center, and `standardDeviation >= 0`.
  public static func blobs(
    count: Int, centers: Tensor, standardDeviation: Scalar,
    using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    precondition(count > 0, "LabeledData.blobs: count must be positive: \(count)")
    precondition(
      centers.shape.axisCount == 2 && centers.shape[0] > 0,
      "LabeledData.blobs: centers are not a matrix of at least one row: \(centers.shape)")
    precondition(
      standardDeviation >= 0 && standardDeviation.isFinite,
      "LabeledData.blobs: standardDeviation must be finite and not negative: \(standardDeviation)")
    let classCount = centers.shape[0]
    let labels = (0..<count).map { $0 % classCount }
    let noise = Tensor.normal(
      [count, centers.shape[1]], standardDeviation: standardDeviation, using: &generator)
    return LabeledData(
      name: "blobs", features: centers.gathering(rows: labels) + noise, labels: labels,
      classCount: classCount)
  }
}
