public import TensorCore

/// The mean of the squared errors.
///
/// - Parameters:
///   - predictions: One number for each of n samples, of shape `[n, 1]` or `[n]`.
///   - targets: The right numbers, of shape `[n, 1]` or `[n]`.
/// - Returns: The mean of the n squared differences, in the target's unit squared.
public func meanSquaredError(predictions: Tensor, targets: Tensor) throws -> Scalar {
  let errors = predictions - targets
  return (errors * errors).mean()
}
