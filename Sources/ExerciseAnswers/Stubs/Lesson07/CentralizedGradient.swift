// E07.7 · Gradient centralization
// implement · 12 minutes · easy
//
// Yong and others (2020) add one line to an optimizer: before anything else, the gradient of a
// weight loses its mean, for each output unit by itself. In SGD without decay the sum of a unit's
// incoming weights then stays what initialization made it.
//
// Write this line. The gradient comes as numbers in row-major order with its shape, in PyTorch's
// layout: the first axis counts the output units, and all others together are what goes into one.
// A parameter of fewer than two axes, such as a bias, is returned as it is; so is a gradient
// without elements. There is no division by a deviation.
//
//     [1, 2, 6, 0, 0, 3], shape [2, 3]    // [−2, −1, 3, −1, −1, 2]
//
// Check it with `./learn check E07.7`, or after every save with `./learn watch E07.7`.
// When you are stuck: `./learn hint E07.7`.

import Course
import Optimizers
import TensorCore

/// A gradient without the mean of each output unit.
///
/// - Parameters:
///   - gradient: Its numbers in row-major order, as many as the product of the shape.
///   - shape: The lengths of the axes; the first counts the output units.
/// - Returns: As many numbers in the same order.
/// - Throws: `NotAttempted` until you have written it.
public func centralized(_ gradient: [Double], shape: [Int]) throws -> [Double] {
  throw NotAttempted()
}
