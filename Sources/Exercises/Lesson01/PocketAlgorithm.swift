import Course
public import TensorCore

/// The best weights that the perceptron rule meets.
///
/// - Parameters:
///   - inputs: Samples of shape `[samples, inputs]`.
///   - labels: For each sample 0 or 1.
///   - epochCount: The number of passes over the samples.
/// - Returns: The weights and, as the last number, the bias; of shape `[inputs + 1]`.
public func pocketWeights(
  inputs: Tensor, labels: [Scalar], epochCount: Int
) throws -> Tensor {
  throw NotAttempted()
}
