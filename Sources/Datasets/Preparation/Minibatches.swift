import TensorCore

/// The samples of a set dealt out in batches: one epoch.
///
/// Each sample is in exactly one batch. All batches have the same size but the last, which has what
/// is left and is kept. A batch is copied when it is asked for, not before.
///
/// ```swift
/// for epoch in 0..<epochCount {
///   for batch in training.minibatches(size: 32, using: &generator) {
///     // batch.features has the shape [32, features], the last one maybe fewer rows
///   }
/// }
/// ```
///
/// ## Conventions
///
/// As PyTorch's `DataLoader` with `drop_last=False`. Because the last batch may be short, the mean of
/// the batches' losses is not the mean over the samples; weigh each by its count.
public struct Minibatches<Samples: SampleSet>: RandomAccessCollection, Sendable {
  private let samples: Samples
  private let order: [Int]
  private let size: Int

  init(_ samples: Samples, order: [Int], size: Int) {
    precondition(size > 0, "minibatches: the size must be positive: \(size)")
    self.samples = samples
    self.order = order
    self.size = size
  }

  /// The position of the first batch: 0.
  public var startIndex: Int { 0 }

  /// The number of batches: the number of samples divided by the size, rounded up.
  public var endIndex: Int { order.isEmpty ? 0 : (order.count - 1) / size + 1 }

  /// One batch.
  ///
  /// - Parameter position: In `0 ..< count`.
  public subscript(position: Int) -> Samples {
    precondition(
      position >= 0 && position < endIndex,
      "Minibatches.subscript: batch \(position) is outside 0..<\(endIndex)")
    let start = position * size
    return samples.selecting(Array(order[start..<start + Swift.min(size, order.count - start)]))
  }
}

extension SampleSet {
  /// One epoch of minibatches in a random order, drawn anew at each call.
  ///
  /// - Parameters:
  ///   - size: The number of samples of each batch but the last, which is kept and may be shorter.
  ///   - generator: The source of randomness; equal seeds give equal epochs.
  /// - Returns: The batches, each copied when it is asked for.
  /// - Precondition: `size > 0`.
  public func minibatches(
    size: Int, using generator: inout some RandomNumberGenerator
  ) -> Minibatches<Self> {
    Minibatches(self, order: generator.permutation(of: count), size: size)
  }

  /// One epoch of minibatches in the order of the samples, for evaluation.
  ///
  /// - Parameter size: The number of samples of each batch but the last, which is kept.
  /// - Returns: The batches, each copied when it is asked for.
  /// - Precondition: `size > 0`.
  public func minibatchesInOrder(size: Int) -> Minibatches<Self> {
    Minibatches(self, order: Array(0..<count), size: size)
  }
}
