/// What a run's evaluation says of held-out data: the metric of every batch, and the one that it reports.
public struct GateEvaluation: Sendable, Hashable {
  /// The number of samples of each batch.
  public var batchSizes: [Int]

  /// The mean metric of each batch.
  public var batchMetrics: [Double]

  /// The metric that is reported for all.
  public var reported: Double

  /// The value that a perfect answer has, 0 for a loss and 1 for an accuracy: there batches may well be all alike.
  public var perfect: Double

  /// Describes an evaluation.
  ///
  /// - Precondition: There is a batch, and as many metrics as sizes, which are positive.
  public init(batchSizes: [Int], batchMetrics: [Double], reported: Double, perfect: Double = 0) {
    precondition(
      !batchSizes.isEmpty && batchSizes.count == batchMetrics.count
        && batchSizes.allSatisfy { $0 > 0 },
      "GateEvaluation.init: \(batchSizes.count) sizes and \(batchMetrics.count) metrics")
    self.batchSizes = batchSizes
    self.batchMetrics = batchMetrics
    self.reported = reported
    self.perfect = perfect
  }

  /// The mean over all samples: batches weighted by their sizes.
  public var weighted: Double {
    zip(batchSizes, batchMetrics).reduce(0) { $0 + Double($1.0) * $1.1 }
      / Double(batchSizes.reduce(0, +))
  }

  /// The mean over the batches, which a short last batch pulls to itself.
  public var unweighted: Double { batchMetrics.reduce(0, +) / Double(batchMetrics.count) }
}
