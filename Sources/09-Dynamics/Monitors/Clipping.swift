import TensorCore

/// How often a bound on the norm of gradients acts, over the norms of many steps.
///
/// ```swift
/// let norms: [Double] = (1...100).map { Double($0) }
/// let clipping = ClippingStatistics(norms: norms)
/// clipping.bound(clipping: 0.1)     // about 90, the 90th percentile
/// clipping.clippedShare(above: 90)  // 0.1
/// ```
///
/// At a clipped share of 1 every step of plain descent has the length η · bound, whatever the gradient: the bound has
/// become part of the learning rate. With Adam, which divides by the gradient's own size, even that says little.
///
/// ## Source
///
/// A bound near the 90th percentile, and a lower learning rate where more than half of the steps are clipped: Godbole
/// and others, "Deep learning tuning playbook", 2023, https://github.com/google-research/tuning_playbook
public struct ClippingStatistics: Sendable {
  /// The norms before clipping, in ascending order; those that are not finite are left out.
  public let sortedNorms: [Double]

  /// How many norms were infinite or NaN: clipping cures neither.
  public let nonFiniteCount: Int

  /// Takes down the norms of a run.
  ///
  /// - Parameter norms: The joint norm of all gradients of each step, before clipping.
  public init(norms: [Double]) {
    sortedNorms = norms.filter(\.isFinite).sorted()
    nonFiniteCount = norms.count - sortedNorms.count
  }

  /// The share of steps whose gradients a bound shortens.
  ///
  /// - Parameter bound: The greatest norm that is let through; positive.
  /// - Returns: From 0 to 1; 0 where there is no norm.
  public func clippedShare(above bound: Double) -> Double {
    precondition(bound > 0, "ClippingStatistics.clippedShare: the bound is not positive: \(bound)")
    guard !sortedNorms.isEmpty else { return 0 }
    return Double(sortedNorms.count { $0 > bound }) / Double(sortedNorms.count)
  }

  /// The bound that would have shortened a given share of the steps.
  ///
  /// - Parameter share: The share of steps, from 0 to 1.
  /// - Returns: A percentile of the norms, between neighbors in proportion (NumPy's default); `nil` without norms.
  public func bound(clipping share: Double) -> Double? {
    precondition(
      (0...1).contains(share), "ClippingStatistics.bound: the share is not from 0 to 1: \(share)")
    guard let last = sortedNorms.indices.last else { return nil }
    let position = (1 - share) * Double(last)
    let lower = Int(position.rounded(.down))
    let upper = Swift.min(lower + 1, last)
    let part = position - Double(lower)
    return sortedNorms[lower] + part * (sortedNorms[upper] - sortedNorms[lower])
  }
}
