import Course
public import TensorCore

/// Whether a layer treats every sample by itself.
///
/// - Parameters:
///   - layer: The layer under test; takes and returns one row for each sample.
///   - samples: A batch of shape `[samples, features]` of at least two samples.
/// - Returns: `true` if each row of the output depends on the same row of the input alone.
public func treatsSamplesAlone(
  layer: (Tensor) -> Tensor, samples: Tensor
) throws -> Bool {
  throw NotAttempted()
}
