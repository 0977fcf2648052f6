public import TensorCore

/// How noisy gradients are: the batch size at which noise and signal are equally large.
///
///     noise scale  B = tr Σ / |G|²                                                  (equation 9.4)
///
/// G is the mean gradient and Σ the covariance of one sample's. Far below B twice the batch allows nearly twice the
/// step; far above it more samples change nothing. Neither is known, but the squared norm of a batch's gradient has
/// the mean |G|² + tr Σ / b. From two batch sizes both follow without bias:
///
///     |G|² ≈ (b₂ |g₂|² − b₁ |g₁|²) / (b₂ − b₁)
///     tr Σ ≈ (|g₁|² − |g₂|²) / (1/b₁ − 1/b₂)                                        (equation 9.5)
///
/// Their quotient is biased and single estimates may be negative; so many are averaged, and then divided. A batch
/// whose gradient is accumulated from parts gives both sizes for nothing.
///
/// ```swift
/// var noise = GradientNoiseScale(smallBatch: 8, largeBatch: 32)
/// let parts = (0..<4).map { _ in Tensor.normal([26], using: &generator) }   // gradients of parts
/// noise.observe(parts: parts)
/// noise.scale   // in samples
/// ```
///
/// ## Source
///
/// McCandlish, Kaplan, Amodei and others, "An empirical model of large-batch training", 2018,
/// https://arxiv.org/abs/1812.06162, appendix A.1. Samples are drawn independently; drawn without replacement, tr Σ is
/// too great by n / (n − 1), with n samples in all.
public struct GradientNoiseScale: Sendable {
  /// The number of samples in a small batch.
  public let smallBatch: Int

  /// The number of samples in a large batch.
  public let largeBatch: Int

  /// How many pairs were observed.
  public private(set) var count = 0

  private var smallSum = 0.0
  private var largeSum = 0.0

  /// Creates an estimate from nothing.
  ///
  /// - Parameters:
  ///   - smallBatch: The number of samples in a small batch, at least 1.
  ///   - largeBatch: The number of samples in a large batch, more than in a small one.
  public init(smallBatch: Int, largeBatch: Int) {
    precondition(
      smallBatch > 0 && largeBatch > smallBatch,
      "GradientNoiseScale.init: batches of \(smallBatch) and \(largeBatch)")
    self.smallBatch = smallBatch
    self.largeBatch = largeBatch
  }

  /// Takes the squared norms of two mean gradients into the estimate.
  ///
  /// - Parameters:
  ///   - smallSquare: Of a small batch, or the mean over several.
  ///   - largeSquare: Of a large batch.
  public mutating func observe(smallSquare: Double, largeSquare: Double) {
    smallSum += smallSquare
    largeSum += largeSquare
    count += 1
  }

  /// Takes a large batch that was gathered from small ones into the estimate.
  ///
  /// - Parameter parts: The mean gradient of each part, of one shape.
  /// - Precondition: The parts together are a large batch.
  public mutating func observe(parts: [Tensor]) {
    precondition(
      parts.count > 1 && parts.count * smallBatch == largeBatch,
      "GradientNoiseScale.observe: \(parts.count) parts of \(smallBatch) for a batch of \(largeBatch)"
    )
    let squares = parts.map { Double(dot($0.flattened, $0.flattened)) }
    let mean = parts.dropFirst().reduce(parts[0]) { $0 + $1 } / Scalar(parts.count)
    observe(
      smallSquare: squares.reduce(0, +) / Double(parts.count),
      largeSquare: Double(dot(mean.flattened, mean.flattened)))
  }

  /// The squared norm |G|² of the true gradient, `nil` before the first pair; by chance it may be negative.
  public var signal: Double? {
    guard count > 0 else { return nil }
    let (small, large) = (Double(smallBatch), Double(largeBatch))
    // (equation 9.5)
    return (large * largeSum - small * smallSum) / (large - small) / Double(count)
  }

  /// The trace of the covariance of one sample's gradient; `nil` before the first pair.
  public var noise: Double? {
    guard count > 0 else { return nil }
    let difference = 1 / Double(smallBatch) - 1 / Double(largeBatch)
    return (smallSum - largeSum) / difference / Double(count)  // (equation 9.5)
  }

  /// The noise scale, in samples; `nil` while one of the two estimates is not positive.
  public var scale: Double? {
    guard let signal, let noise, signal > 0, noise > 0 else { return nil }
    return noise / signal  // (equation 9.4)
  }

  /// The exact figures of a data set from which samples are drawn with replacement.
  ///
  /// - Parameter gradients: One sample's gradient in each row, of shape `[samples, parameters]`.
  /// - Returns: |G|² and tr Σ.
  public static func exact(gradients: Tensor) -> (signal: Double, noise: Double) {
    precondition(
      gradients.shape.axisCount == 2 && gradients.elementCount > 0,
      "GradientNoiseScale.exact: no rows of gradients: \(gradients.shape)")
    let mean = gradients.mean(axis: 0)
    let deviations = (gradients - mean).flattened
    return (
      Double(dot(mean, mean)), Double(dot(deviations, deviations)) / Double(gradients.shape[0])
    )
  }
}
