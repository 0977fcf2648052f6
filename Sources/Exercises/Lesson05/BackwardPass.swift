// E05.7 · The backward pass by hand
// implement · 25 minutes · hard
//
// In training mode every x of a batch reaches its own output directly, and all outputs of its
// feature through the mean and through the variance. Write the backward pass that takes all three
// ways into account.
//
// Given are the batch, [samples][features], the gradient of the loss with respect to the output,
// of the same shape, the scale γ of each feature, and ε. The output is γ x̂ + β with x̂ = (x − μ) /
// √(σ² + ε), where μ is the mean of the feature over the batch and σ² the biased variance. Return
// the gradients with respect to the batch, to the scale and to the offset. ε need not be small,
// and the mean may be large beside the spread.
//
//     batchNormGradients(of: [[1], [3]], gradient: [[1], [0]], scale: [2], epsilon: 3)
//     // input [[0.375], [−0.375]], scale [−0.5], offset [1]
//
// Check it with `./learn check E05.7`, or after every save with `./learn watch E05.7`.
// When you are stuck: `./learn hint E05.7`.

import BatchNorm
import Course

/// The gradients of a loss behind a batch norm in training mode.
///
/// - Parameters:
///   - batch: The input of the norm, `[samples][features]`.
///   - gradient: The gradient of the loss with respect to the output, of the same shape.
///   - scale: γ for each feature.
///   - epsilon: What is added to the variance, under the root.
/// - Returns: The gradients with respect to the batch, to the scale and to the offset.
/// - Throws: `NotAttempted` until you have written it.
public func batchNormGradients(
  of batch: [[Double]], gradient: [[Double]], scale: [Double], epsilon: Double
) throws -> (input: [[Double]], scale: [Double], offset: [Double]) {
  throw NotAttempted()
}
