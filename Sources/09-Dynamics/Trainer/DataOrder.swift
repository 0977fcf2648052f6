public import Autograd
public import TensorCore

/// The order in which samples are seen: in every epoch each of them once, in an order drawn anew.
///
/// It is saved with the run, in the middle of an epoch too: what is still to come of the epoch, and what
/// draws the next one.
///
/// ```swift
/// let order = DataOrder(sampleCount: 10, batchSize: 4, seed: 1)
/// order.batch      // four samples; the same until the order is told to go on
/// order.advance()
/// ```
///
/// ## Conventions
///
/// As PyTorch's `DataLoader(shuffle=True, drop_last=False)`: the last batch of an epoch has what is left. PyTorch's
/// loader has no state to save; torchdata's `StatefulDataLoader` has.
public final class DataOrder: Stateful {
  /// The number of samples.
  public let sampleCount: Int

  /// The number of samples of a batch; the last of an epoch may have fewer.
  public let batchSize: Int

  /// How many epochs have ended.
  public private(set) var epoch = 0

  /// How many samples of the epoch were passed on.
  public private(set) var position = 0

  /// The samples of the epoch in their order; empty between two epochs.
  public private(set) var samples: [Int] = []

  /// What draws the order of the next epoch.
  public private(set) var generator: SplitMix64

  /// Creates the order of a run that has not begun.
  ///
  /// - Parameters:
  ///   - sampleCount: The number of samples; positive.
  ///   - batchSize: The number of samples of a batch; positive.
  ///   - seed: Equal seeds give equal orders.
  /// - Precondition: The counts are positive.
  public init(sampleCount: Int, batchSize: Int, seed: UInt64) {
    precondition(
      sampleCount > 0 && batchSize > 0,
      "DataOrder.init: \(sampleCount) samples in batches of \(batchSize)")
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    generator = SplitMix64(seed: seed)
  }

  /// The number of batches of an epoch.
  public var batchCount: Int { (sampleCount - 1) / batchSize + 1 }

  /// The samples of the batch whose turn it is.
  public var batch: [Int] {
    if samples.isEmpty { samples = generator.permutation(of: sampleCount) }
    return Array(samples[position..<min(position + batchSize, sampleCount)])
  }

  /// The samples of the epoch that were passed on.
  public var seen: [Int] { Array(samples[..<position]) }

  /// Passes the batch on; after the last one, the epoch has ended.
  public func advance() {
    position += batch.count
    guard position == sampleCount else { return }
    epoch += 1
    position = 0
    samples = []
  }

  /// The place in the epoch, its order, and the generator.
  ///
  /// The name of the order tells for how many samples and what batches it was drawn, so that a run on other data
  /// refuses it.
  public var state: [StateEntry] {
    [
      .integer("epoch", self, \DataOrder.epoch), .integer("position", self, \DataOrder.position),
      .integers("order_of_\(sampleCount)_by_\(batchSize)", self, \DataOrder.samples),
      .generator("generator", self, \DataOrder.generator),
    ]
  }
}
