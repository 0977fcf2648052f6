// E09.3 · The sentinel
// implement · 15 minutes · medium
//
// The loss is NaN, and so is everything behind the operation that made it. Write the sentinel
// that names this operation, for any chain of operations: it sees numbers, not names.
//
// Entry k of the results is what operation k made in the forward pass; operation 0 is the input.
// Each operation takes the result of the one before it. Entry k of the gradients is the gradient
// with respect to result k: the backward pass of operation k is given it, and makes entry k − 1
// of it. The list is empty where no backward pass was made.
//
// Not finite are NaN and both infinities. If a result is not finite, return the first such
// operation, in the forward pass. If all are finite, and a gradient is not, return the operation
// whose backward pass made a gradient that is not finite of one that was. If the last gradient is
// broken already, no operation has made it: return the number of operations. Return nil if all is
// finite, however large.
//
//     results [[1, 800], [2.7, inf], [inf]], no gradients    // operation 1, forward: exp
//     results [[0, 4], [0, 2], [1]], gradients [[inf, 0.125], [0.5, 0.5], [1]]
//     // operation 1, backward: the square root
//
// Check it with `./learn check E09.3`, or after every save with `./learn watch E09.3`.
// When you are stuck: `./learn hint E09.3`.

import Course
import Dynamics
import TensorCore

/// The operation that is to be repaired.
///
/// - Parameters:
///   - results: What each operation made, in order; that of operation 0 is the input.
///   - gradients: The gradient with respect to each result; empty without a backward pass.
/// - Returns: The operation, and whether its backward pass is at fault; `nil` if all is finite.
/// - Throws: `NotAttempted` until you have written it.
public func sentinel(
  results: [[Double]], gradients: [[Double]]
) throws -> (operation: Int, isBackward: Bool)? {
  throw NotAttempted()
}
