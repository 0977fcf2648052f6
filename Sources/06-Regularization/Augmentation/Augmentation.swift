public import TensorCore

/// A change of inputs that leaves the labels as they are, drawn anew for every sample of every batch.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let images = Tensor.ones([32, 64])
/// let batch = Augmentation.shift(height: 8, width: 8, by: 1)(images, using: &generator)
/// ```
///
/// What an augmentation says is an assumption: that the label does not depend on what it changes. Where that is false, as for a half
/// turn of a 6, it teaches the wrong thing, ``halfTurn(height:width:probability:)``.
public struct Augmentation: Sendable {
  /// What it does, in a few words.
  public let name: String

  private let change: @Sendable (Tensor, inout SplitMix64) -> Tensor

  /// Creates an augmentation.
  ///
  /// - Parameters:
  ///   - name: What it does, in a few words.
  ///   - change: From a batch `[batch, features]` to one of the same shape.
  public init(_ name: String, change: @escaping @Sendable (Tensor, inout SplitMix64) -> Tensor) {
    self.name = name
    self.change = change
  }

  /// Changes a batch.
  ///
  /// - Parameters:
  ///   - batch: The inputs, of shape `[batch, features]`.
  ///   - generator: The source of randomness.
  /// - Returns: The changed inputs, of the same shape.
  public func callAsFunction(_ batch: Tensor, using generator: inout SplitMix64) -> Tensor {
    let result = change(batch, &generator)
    precondition(
      result.shape == batch.shape, "Augmentation: \(name) made \(result.shape) of \(batch.shape)")
    return result
  }

  /// One augmentation after the other.
  ///
  /// - Parameter augmentations: First to last.
  /// - Returns: All of them as one.
  public static func sequence(_ augmentations: [Augmentation]) -> Augmentation {
    Augmentation(augmentations.map(\.name).joined(separator: ", ")) { batch, generator in
      augmentations.reduce(batch) { $1($0, using: &generator) }
    }
  }

  /// Normal noise on every input.
  ///
  /// For a linear model with squared error it is ridge: E ‖y − (X + N) w‖² = ‖y − X w‖² + n σ² ‖w‖².
  ///
  /// ## Source
  ///
  /// Bishop, “Training with noise is equivalent to Tikhonov regularization”, 1995, https://doi.org/10.1162/neco.1995.7.1.108
  ///
  /// - Parameter deviation: The standard deviation σ of the noise; not negative.
  /// - Returns: The augmentation.
  public static func noise(deviation: Scalar) -> Augmentation {
    precondition(
      deviation >= 0, "Augmentation.noise: the deviation is negative or NaN: \(deviation)")
    return Augmentation("noise of deviation \(deviation)") { batch, generator in
      batch + .normal(batch.shape, standardDeviation: deviation, using: &generator)
    }
  }
}
