public import TensorCore

/// Mean and variance of every channel, over the batch and over whatever axes stand behind the channels.
///
/// For a batch `[batch, channels, …]` of which B scalars belong to each channel:
///
///     μ = Σ x / B          σ² = Σ (x − μ)² / B          (equations 5.1 and 5.2)
///
/// ```swift
/// let statistics = ChannelStatistics(of: Tensor([[1, 10], [2, 20], [3, 30], [6, 40]]))
/// statistics.mean               // [3, 25]
/// statistics.variance           // [3.5, 125]
/// statistics.unbiasedVariance   // [4.6667, 166.6667]
/// ```
public struct ChannelStatistics: Equatable, Sendable {
  /// The means, of shape `[channels]`.
  public let mean: Tensor

  /// The mean squared distances from the mean: the *biased* variances, of shape `[channels]`.
  public let variance: Tensor

  /// How many scalars of each channel were seen: batch · height · width for images.
  public let count: Int

  /// Creates statistics from given numbers.
  ///
  /// - Parameters:
  ///   - mean: The means, of shape `[channels]`.
  ///   - variance: The biased variances, of shape `[channels]`.
  ///   - count: The number of scalars of each channel.
  /// - Precondition: The shapes agree, and the count is not negative.
  public init(mean: Tensor, variance: Tensor, count: Int) {
    precondition(
      mean.shape == variance.shape && mean.shape.axisCount == 1 && count >= 0,
      "ChannelStatistics.init: \(mean.shape) means, \(variance.shape) variances, count \(count)")
    self.mean = mean
    self.variance = variance
    self.count = count
  }

  /// Measures a batch; the mean is subtracted before anything is squared.
  ///
  /// - Parameter x: Of shape `[batch, channels, …]`.
  /// - Precondition: There are at least two axes.
  public init(of x: Tensor) {
    let axes = x.shape.axesBesideChannels(in: "ChannelStatistics.init")
    count = axes.reduce(1) { $0 * x.shape[$1] }
    mean = x.sum(axes: axes) / Scalar(count)  // (equation 5.1)
    let squares = x.channelSums(with: x, mean) { x, _, mean in (x - mean) * (x - mean) }
    variance = squares / Scalar(count)  // (equation 5.2)
  }

  /// The variances divided by B − 1 instead of B, which estimate those of the whole population.
  ///
  /// Infinite or NaN for a count of 1, as in PyTorch.
  public var unbiasedVariance: Tensor {
    variance * (Scalar(count) / Scalar(Swift.max(0, count - 1)))
  }
}

extension ChannelStatistics {
  /// The statistics of all batches together, from those of each: what synchronized replicas exchange.
  ///
  ///     μ = Σ nₖ μₖ / n          σ² = Σ nₖ (σₖ² + (μₖ − μ)²) / n          (equation 5.9)
  ///
  /// ## Source
  ///
  /// Chan, Golub and LeVeque, “Updating formulae and a pairwise algorithm for computing sample variances”,
  /// 1979, http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf
  ///
  /// - Parameter parts: At least one, of as many channels each, with something counted.
  /// - Returns: The statistics of the whole.
  /// - Precondition: The parts are as said.
  public static func merged(_ parts: [ChannelStatistics]) -> ChannelStatistics {
    let count = parts.reduce(0) { $0 + $1.count }
    guard let first = parts.first, count > 0,
      parts.allSatisfy({ $0.mean.shape == first.mean.shape })
    else {
      preconditionFailure(
        "ChannelStatistics.merged: counts \(parts.map(\.count)), channels \(parts.map(\.mean.shape))"
      )
    }
    // (equation 5.9)
    let shares = parts.map { ($0, Scalar($0.count) / Scalar(count)) }
    let mean = shares.reduce(.zeros(first.mean.shape)) { sum, part in sum + part.0.mean * part.1 }
    let variance = shares.reduce(.zeros(mean.shape)) { sum, part in
      let distance = part.0.mean - mean
      return sum + (part.0.variance + distance * distance) * part.1
    }
    return ChannelStatistics(mean: mean, variance: variance, count: count)
  }
}

extension Shape {
  /// All axes but the second, that of the channels.
  func axesBesideChannels(in function: String) -> [Int] {
    precondition(axisCount >= 2, "\(function): no axis of channels: \(self)")
    return [0] + Array(2..<axisCount)
  }
}
