import Course
public import TensorCore

/// The Poisson loss of a network that predicts the logarithms of rates.
///
/// - Parameters:
///   - outputs: For each sample the output z, the logarithm of the expected count; of any shape.
///   - counts: For each sample the count y that was seen: 0, 1, 2 …; of the same shape.
/// - Returns: The mean loss without log y!, and its gradient with respect to the outputs, of their
///   shape.
public func poissonLoss(outputs: Tensor, counts: Tensor) throws -> (
  loss: Scalar, gradient: Tensor
) {
  throw NotAttempted()
}
