/// The mean of a metric over a data set, gathered from batches of any size.
///
///     mean = Σ nₖ mₖ / Σ nₖ                                                         (equation 9.9)
///
/// The mean of the batches' means is another number unless all batches are of one size: a short last batch counts as
/// much as a full one in it.
///
/// ```swift
/// var mean = WeightedMean()
/// for (value, size) in [(1.0, 32), (1.0, 32), (10.0, 4)] { mean.add(value, sampleCount: size) }
/// mean.value        // 1.529, the mean over 68 samples
/// mean.ofBatches    // 4, the mean over 3 batches
/// ```
public struct WeightedMean: Sendable, Hashable {
  /// The number of samples.
  public private(set) var sampleCount = 0

  /// The number of batches.
  public private(set) var batchCount = 0

  private var sum = 0.0
  private var plainSum = 0.0

  /// Creates the mean of nothing.
  public init() {}

  /// Takes the mean over a batch into the mean over all.
  ///
  /// - Parameters:
  ///   - value: The mean over the batch.
  ///   - sampleCount: The number of its samples; positive.
  public mutating func add(_ value: Double, sampleCount: Int) {
    precondition(sampleCount > 0, "WeightedMean.add: \(sampleCount) samples")
    self.sampleCount += sampleCount
    batchCount += 1
    sum += Double(sampleCount) * value
    plainSum += value
  }

  /// The mean over all samples; `nil` before the first (equation 9.9).
  public var value: Double? { sampleCount == 0 ? nil : sum / Double(sampleCount) }

  /// The mean of the batches' means, for comparison; `nil` before the first.
  public var ofBatches: Double? { batchCount == 0 ? nil : plainSum / Double(batchCount) }
}
