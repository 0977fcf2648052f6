// E01.5 · The pocket algorithm
// implement · 25 minutes · hard
//
// On data that no line separates, the perceptron rule never comes to rest, and where it stands
// when you stop it is a matter of luck. The pocket algorithm runs the same rule and keeps the
// best weights that it has met.
//
// Start with weights and bias 0; they are in the pocket first. `visits` says which samples to
// look at, one after another. A sample is answered with 1 if w · x + b ≥ 0, otherwise with 0. If
// the answer is wrong, add (label − answer) · x to the weights and (label − answer) to the bias;
// then count the errors of the new weights on all samples, and put them into the pocket if they
// make fewer than those in it. Return the pocket: the weights, and the bias last.
//
//     pocketWeights(inputs: [[0], [1]], labels: [0, 1], visits: [0, 1, 0, 1])    // [1, -1]
//
// Check it with `./learn check E01.5`, or after every save with `./learn watch E01.5`.
// When you are stuck: `./learn hint E01.5`.

import Course
import Perceptron
import TensorCore

/// The best weights that the perceptron rule meets.
///
/// - Parameters:
///   - inputs: Samples of shape `[samples, inputs]`.
///   - labels: For each sample 0 or 1.
///   - visits: The samples to look at, one after another.
/// - Returns: The weights and, as the last number, the bias; of shape `[inputs + 1]`.
/// - Throws: `NotAttempted` until you have written it.
public func pocketWeights(
  inputs: Tensor, labels: [Scalar], visits: [Int]
) throws -> Tensor {
  throw NotAttempted()
}
