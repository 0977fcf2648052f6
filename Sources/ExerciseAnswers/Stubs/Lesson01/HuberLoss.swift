import Course
public import TensorCore

/// Huber's loss of one error.
///
/// - Parameters:
///   - error: The prediction minus the target.
///   - delta: The error δ beyond which the loss is a straight line; positive.
/// - Returns: The loss, and its derivative with respect to the error.
public func huberLoss(error: Scalar, delta: Scalar) throws -> (value: Scalar, slope: Scalar) {
  throw NotAttempted()
}
