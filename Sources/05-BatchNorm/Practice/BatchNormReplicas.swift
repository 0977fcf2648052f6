public import Autograd
public import TensorCore

/// Copies of a batch norm on several devices, each of which sees its share of every batch: a simulation.
///
/// Scale and offset are one for all, as they are where gradients are summed over the devices. The running statistics
/// are each device's own.
///
/// ## Conventions
///
/// PyTorch's `DistributedDataParallel` normalizes separately and, before each forward pass, overwrites the buffers
/// of all devices by those of the first (`forward_sync_buffers`, before 2.13 `broadcast_buffers`): what is saved
/// are averages over the first device's data alone. `SyncBatchNorm` exchanges the mean, the inverse deviation and
/// the count of every batch.
public final class BatchNormReplicas {
  /// The running statistics of each device.
  public let running: [RunningStatistics]

  /// γ, of shape `[features]`; `nil` stands for 1.
  public let scale: Variable?

  /// β, of shape `[features]`; `nil` stands for 0.
  public let offset: Variable?

  /// What is added to the variance, under the root.
  public let epsilon: Scalar

  /// Creates copies of a layer.
  ///
  /// - Parameters:
  ///   - layer: A layer with running statistics, which stay its own.
  ///   - count: The number of devices.
  /// - Precondition: The count is positive, and there are running statistics.
  public init(of layer: BatchNormalization, count: Int) {
    guard let original = layer.running, count > 0 else {
      preconditionFailure("BatchNormReplicas.init: \(count) copies of \(layer.name)")
    }
    running = (0..<count).map { _ in RunningStatistics(copying: original) }
    scale = layer.scale
    offset = layer.offset
    epsilon = layer.epsilon
  }

  /// Normalizes every share by its own statistics; each device averages its own.
  ///
  /// - Parameter shares: A batch `[batch, channels, …]` for each device.
  /// - Returns: The outputs, one for each device.
  /// - Precondition: There is a share for each device.
  public func separately(_ shares: [Variable]) -> [Variable] {
    check(shares, in: "separately")
    return zip(shares, running).map { share, running in
      let batch = NormalizedBatch(of: share.value, epsilon: epsilon)
      running.update(with: batch.statistics)
      return batch.recorded(of: share, scale: scale, offset: offset)
    }
  }

  /// Normalizes every share by the statistics of all; all devices average the same.
  ///
  /// Gradients pass between the shares as they do between the samples of one batch.
  ///
  /// - Parameter shares: A batch `[batch, channels, …]` for each device.
  /// - Returns: The outputs, one for each device.
  /// - Precondition: There is a share for each device.
  public func synchronized(_ shares: [Variable]) -> [Variable] {
    check(shares, in: "synchronized")
    // Three numbers a channel travel between the devices, not the samples.
    let statistics = ChannelStatistics.merged(shares.map { ChannelStatistics(of: $0.value) })
    for running in running { running.update(with: statistics) }
    let whole = batchNorm(
      .concatenation(shares), scale: scale, offset: offset, epsilon: epsilon)
    var end = 0
    return shares.map { share in
      let start = end
      end += share.shape[0]
      return whole.slice(start..<end)
    }
  }

  /// Overwrites the running statistics of all devices by those of the first.
  public func broadcastBuffers() {
    for other in running.dropFirst() { other.overwrite(by: running[0]) }
  }

  private func check(_ shares: [Variable], in function: String) {
    precondition(
      shares.count == running.count,
      "BatchNormReplicas.\(function): \(shares.count) shares for \(running.count) devices")
  }
}
