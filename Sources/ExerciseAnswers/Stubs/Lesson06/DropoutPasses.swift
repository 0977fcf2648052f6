// E06.7 · Dropout, forward and backward
// implement · 12 minutes · easy
//
// Write inverted dropout with both of its passes. `probability` is that of dropping, in 0…1. In
// training, `draw` gives one number of 0..<1 for every element, in their order, and an element is
// dropped where its number is below the probability; what is kept is scaled so that the mean
// stays. In evaluation nothing is drawn and nothing changes.
//
// Return the output and the gradient of a loss with respect to the input; `upstream` is its
// gradient with respect to the output. Both passes see the same mask. A probability of 1 gives
// zeros in training.
//
//     input [1, 1], upstream [1, 2], probability 0.5, numbers 0.3 and 0.9
//     // output [0, 2], gradient [0, 4]
//
// Check it with `./learn check E06.7`, or after every save with `./learn watch E06.7`.
// When you are stuck: `./learn hint E06.7`.

import Course
import Regularization
import TensorCore

/// Inverted dropout and its gradient for one vector.
///
/// - Parameters:
///   - input: The elements to drop from.
///   - upstream: The gradient with respect to the output, one number for each element.
///   - probability: The probability of dropping an element, in 0…1.
///   - isTraining: Whether to drop; evaluation changes nothing.
///   - draw: Gives the next random number of 0..<1.
/// - Returns: The output, and the gradient with respect to the input.
/// - Throws: `NotAttempted` until you have written it.
public func dropoutPasses(
  of input: [Double], upstream: [Double], probability: Double, isTraining: Bool,
  draw: () -> Double
) throws -> (output: [Double], gradient: [Double]) {
  throw NotAttempted()
}
