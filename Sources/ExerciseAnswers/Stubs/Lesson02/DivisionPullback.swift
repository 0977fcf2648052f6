// E02.6 · The backward pass of a division
// implement · 15 minutes · medium
//
// Every operation of an engine comes with its pullback: given `d`, the gradient of the loss with
// respect to the result, it returns the gradients of the operands. Write that of a / b, scalar by
// scalar.
//
// The shapes may differ: dividing a batch `[n, k]` by one row `[k]` uses each number of the row n
// times, and so does a column `[n, 1]`. `d` has the shape of the result, and each gradient has
// the shape of its operand. Do not use the engine's own division.
//
//     divisionPullback([1], a: [6], b: [2])              // a: [0.5], b: [-1.5]
//     divisionPullback([[1], [1]], a: [[6], [2]], b: [2])    // a: [[0.5], [0.5]], b: [-2]
//
// Check it with `./learn check E02.6`, or after every save with `./learn watch E02.6`.
// When you are stuck: `./learn hint E02.6`.

import Backprop
import Course
import TensorCore

/// The backward pass through the quotient a / b.
///
/// - Parameters:
///   - d: The gradient of the loss with respect to the quotient, of the quotient's shape.
///   - a: The dividend.
///   - b: The divisor, of a shape that broadcasts with that of the dividend; no number is 0.
/// - Returns: The gradients of the dividend and of the divisor, each of its shape.
/// - Throws: `NotAttempted` until you have written it.
public func divisionPullback(_ d: Tensor, a: Tensor, b: Tensor) throws -> (a: Tensor, b: Tensor) {
  throw NotAttempted()
}
