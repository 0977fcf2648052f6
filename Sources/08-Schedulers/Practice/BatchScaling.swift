import TensorCore

/// What becomes of the learning rate when the batch becomes larger.
///
/// ## Source
///
/// Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017,
/// https://arxiv.org/abs/1706.02677 (linear); Krizhevsky, "One weird trick for parallelizing convolutional
/// neural networks", 2014, https://arxiv.org/abs/1404.5997 (root); for Adam Malladi et al., "On the SDEs and
/// scaling rules for adaptive gradient algorithms", 2022, https://arxiv.org/abs/2205.10287
public enum BatchScaling: Sendable, CaseIterable {
  /// The rate is proportional to the batch: one large step goes as far as the small ones together.
  case linear

  /// The rate is proportional to the root of the batch: the noise that a step adds keeps its size.
  case squareRoot

  /// The rate stays.
  case none

  /// The rate for another batch.
  ///
  /// - Parameters:
  ///   - rate: The rate for the old batch.
  ///   - old: The samples in the old batch, at least one.
  ///   - new: The samples in the new batch, at least one.
  /// - Returns: The rate for the new batch.
  public func rate(_ rate: Double, from old: Int, to new: Int) -> Double {
    precondition(old > 0 && new > 0, "BatchScaling.rate: from a batch of \(old) to one of \(new)")
    let ratio = Double(new) / Double(old)
    switch self {
    case .linear: return rate * ratio
    case .squareRoot: return rate * .squareRoot(ratio)
    case .none: return rate
    }
  }

  /// What small steps leave of a distance on a quadratic of curvature 1, and what one large step leaves of it.
  ///
  /// The linear rule replaces (1 − η)ᵏ by 1 − k η. That holds while k η is small against 1.
  ///
  /// - Parameters:
  ///   - rate: The rate η of the small steps.
  ///   - count: How many small steps the large one replaces.
  /// - Returns: Both factors.
  public static func remainders(rate: Double, count: Int) -> (small: Double, large: Double) {
    precondition(
      rate >= 0 && count > 0, "BatchScaling.remainders: \(count) steps at the rate \(rate)")
    return (.pow(1 - rate, count), 1 - Double(count) * rate)  // (equation 8.14)
  }
}
