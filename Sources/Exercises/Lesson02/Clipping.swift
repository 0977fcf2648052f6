import Course
public import TensorCore

/// Shortens gradients by one common factor.
///
/// - Parameters:
///   - gradients: The gradients of all parameters, of any shapes.
///   - bound: The greatest joint norm that is let through; positive.
/// - Returns: The joint norm before the clipping, and the gradients after it.
public func clipped(
  gradients: [Tensor], to bound: Scalar
) throws -> (norm: Scalar, gradients: [Tensor]) {
  throw NotAttempted()
}
