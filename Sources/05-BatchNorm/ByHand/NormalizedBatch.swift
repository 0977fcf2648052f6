public import TensorCore

/// A batch, normalized channel by channel, with all that the backward pass needs: derived by hand.
///
///     x̂ = (x − μ) / √(σ² + ε)          y = γ x̂ + β          (equations 5.3 and 5.4)
///
/// ```swift
/// let batch = NormalizedBatch(of: Tensor([[1, 10], [2, 20], [3, 30], [6, 40]]), epsilon: 1e-5)
/// batch.normalized.row(3)                                        // [1.6036, 1.3416]
/// let y = batch.output(scale: Tensor([1.5, -0.5]), offset: Tensor([0.1, 0.2]))
/// let gradients = batch.gradients(ofOutput: .ones(y.shape), scale: Tensor([1.5, -0.5]))
/// gradients.offset                                               // [4, 4]
/// ```
///
/// What is kept is x̂ and one number for each channel, 1 / √(σ² + ε). PyTorch keeps x and both statistics, and
/// computes x̂ again, which takes as much memory, and less where the operation before keeps x anyway.
///
/// ## Source
///
/// Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167, algorithm 1; the gradients are those of its
/// section 3, summed up.
public struct NormalizedBatch: Sendable {
  /// Where mean and variance come from, which decides how the gradient looks.
  public enum Source: Sendable {
    /// From the batch itself: every scalar changes them.
    case batch
    /// From elsewhere, such as running averages: they are constants.
    case constants
  }

  /// x̂, of the shape of the input.
  public let normalized: Tensor

  /// 1 / √(σ² + ε) for each channel.
  public let inverseDeviation: Tensor

  /// What the batch was normalized by.
  public let statistics: ChannelStatistics

  /// Whether these are the batch's own.
  public let source: Source

  /// Normalizes a batch by its own statistics: training mode.
  ///
  /// - Parameters:
  ///   - x: Of shape `[batch, channels, …]`.
  ///   - epsilon: What is added to the variance; positive, so that a channel of equal scalars gives zeros.
  /// - Precondition: `epsilon > 0`.
  public init(of x: Tensor, epsilon: Scalar) {
    precondition(epsilon > 0, "NormalizedBatch.init: epsilon must be positive: \(epsilon)")
    self.init(of: x, ChannelStatistics(of: x), .batch, epsilon: epsilon)
  }

  /// Normalizes a batch by given statistics: evaluation mode.
  ///
  /// - Parameters:
  ///   - x: Of shape `[batch, channels, …]`.
  ///   - mean: A mean for each channel.
  ///   - variance: A variance for each channel.
  ///   - epsilon: What is added to the variance.
  public init(of x: Tensor, mean: Tensor, variance: Tensor, epsilon: Scalar) {
    let statistics = ChannelStatistics(mean: mean, variance: variance, count: 0)
    self.init(of: x, statistics, .constants, epsilon: epsilon)
  }

  private init(
    of x: Tensor, _ statistics: ChannelStatistics, _ source: Source, epsilon: Scalar
  ) {
    self.statistics = statistics
    self.source = source
    inverseDeviation = statistics.variance.map { 1 / .squareRoot($0 + epsilon) }
    // (equation 5.3)
    normalized = x.mapChannels(statistics.mean, inverseDeviation) { x, mean, inverse in
      (x - mean) * inverse
    }
  }

  /// The normalized batch, scaled and moved.
  ///
  /// - Parameters:
  ///   - scale: γ for each channel; `nil` stands for 1.
  ///   - offset: β for each channel; `nil` stands for 0.
  /// - Returns: y, of the shape of the input.
  public func output(scale: Tensor?, offset: Tensor?) -> Tensor {
    if scale == nil && offset == nil { return normalized }
    let channels = inverseDeviation.shape
    return normalized.mapChannels(scale ?? .ones(channels), offset ?? .zeros(channels)) {
      $0 * $1 + $2  // (equation 5.4)
    }
  }
}

// MARK: - The backward pass

extension NormalizedBatch {
  /// The gradients of a loss with respect to what the output was computed from.
  public struct Gradients: Sendable {
    /// That with respect to x, of its shape.
    public let input: Tensor

    /// That with respect to γ, of shape `[channels]`.
    public let scale: Tensor

    /// That with respect to β, of shape `[channels]`.
    public let offset: Tensor
  }

  /// Three gradients from two sums.
  ///
  ///     dβ = Σ d          dγ = Σ d x̂                                      (equation 5.6)
  ///     dx = γ / √(σ² + ε) · (d − dβ / B − x̂ dγ / B)                      (equation 5.7)
  ///     dx = γ / √(σ² + ε) · d         where the statistics are constants (equation 5.8)
  ///
  /// The sums run over the B scalars of a channel. The two terms that are subtracted in (5.7) are the paths
  /// through μ and through σ²: what is left of d is orthogonal to the ones and, but for ε, to x̂.
  ///
  /// - Parameters:
  ///   - d: The gradient of the loss with respect to the output.
  ///   - scale: γ for each channel; `nil` stands for 1.
  /// - Returns: The gradients.
  public func gradients(ofOutput d: Tensor, scale: Tensor?) -> Gradients {
    // (equation 5.6)
    let offsetGradient = d.sum(axes: d.shape.axesBesideChannels(in: "NormalizedBatch.gradients"))
    let scaleGradient = d.channelSums(with: normalized, offsetGradient) { d, xHat, _ in d * xHat }
    let gain = scale.map { $0 * inverseDeviation } ?? inverseDeviation
    let input: Tensor
    switch source {
    case .batch:
      let count = Scalar(max(statistics.count, 1))
      input = d.combinedChannels(
        with: normalized, gain, offsetGradient / count, scaleGradient / count
      ) { d, xHat, gain, meanD, meanDXHat in
        gain * (d - meanD - xHat * meanDXHat)  // (equation 5.7)
      }
    case .constants:
      input = d.mapChannels(gain, gain) { d, gain, _ in d * gain }  // (equation 5.8)
    }
    return Gradients(input: input, scale: scaleGradient, offset: offsetGradient)
  }
}
