import Autograd
public import TensorCore

/// Averages of the batches' statistics, which a layer keeps while it trains and uses afterward.
///
/// With every batch of training
///
///     r ← (1 − m) r + m · (statistic of the batch)          (equation 5.5)
///
/// from a mean of 0 and a variance of 1, so that after n batches the start still weighs (1 − m)ⁿ.
///
/// ## Conventions
///
/// PyTorch's: the momentum m weighs the *new* value, 0.1 unless told otherwise. Keras' momentum weighs the old
/// one, so that its 0.99 is 0.01 here (https://keras.io/api/layers/normalization_layers/batch_normalization/).
/// The variance that is averaged is the unbiased one, though batches are normalized by the biased one.
public final class RunningStatistics {
  /// The averaged means, of shape `[channels]` (PyTorch: `running_mean`).
  public var mean: Tensor

  /// The averaged unbiased variances, of shape `[channels]` (PyTorch: `running_var`).
  public var variance: Tensor

  /// How many batches have been averaged (PyTorch: `num_batches_tracked`).
  public var batchCount = 0

  /// The weight of a new batch; `nil` gives all batches the same weight: the cumulative average.
  public var momentum: Scalar? {
    didSet { RunningStatistics.check(momentum) }
  }

  /// Creates the statistics of a layer that has seen nothing: means of 0, variances of 1.
  ///
  /// - Parameters:
  ///   - featureCount: The number of channels.
  ///   - momentum: The weight of a new batch, or `nil` for the cumulative average.
  /// - Precondition: The momentum lies in 0…1.
  public init(featureCount: Int, momentum: Scalar? = 0.1) {
    RunningStatistics.check(momentum)
    mean = .zeros([featureCount])
    variance = .ones([featureCount])
    self.momentum = momentum
  }

  /// Creates a copy that goes its own way.
  convenience init(copying other: RunningStatistics) {
    self.init(featureCount: other.mean.elementCount, momentum: other.momentum)
    overwrite(by: other)
  }

  /// Takes over the averages and the count of another.
  func overwrite(by other: RunningStatistics) {
    (mean, variance, batchCount) = (other.mean, other.variance, other.batchCount)
  }

  private static func check(_ momentum: Scalar?) {
    precondition(
      momentum.map { (0...1).contains($0) } ?? true,
      "RunningStatistics.momentum: outside 0…1: \(momentum ?? .nan)")
  }

  /// Takes in a batch.
  ///
  /// - Parameter batch: The statistics of a batch of at least two scalars a channel.
  public func update(with batch: ChannelStatistics) {
    batchCount += 1
    let weight = momentum ?? 1 / Scalar(batchCount)
    // (equation 5.5)
    mean = mean * (1 - weight) + batch.mean * weight
    variance = variance * (1 - weight) + batch.unbiasedVariance * weight
  }

  /// Counts a batch without samples, of which there is nothing to average.
  func updateWithEmptyBatch() { batchCount += 1 }

  /// Forgets all batches: means of 0, variances of 1 (PyTorch: `reset_running_stats`).
  public func reset() {
    mean = .zeros(mean.shape)
    variance = .ones(variance.shape)
    batchCount = 0
  }

  /// How much of the start is left in the averages: (1 − m)ⁿ after n batches, and 0 after one of the cumulative
  /// average.
  public var weightOfStart: Scalar {
    guard let momentum else { return batchCount == 0 ? 1 : 0 }
    return .pow(1 - momentum, batchCount)
  }

  /// Means, variances and the count under PyTorch's names.
  var entries: [StateEntry] {
    [
      .tensor("running_mean", self, \RunningStatistics.mean),
      .tensor("running_var", self, \RunningStatistics.variance),
      .integer("num_batches_tracked", self, \RunningStatistics.batchCount),
    ]
  }
}
