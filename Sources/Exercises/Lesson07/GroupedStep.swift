// E07.5 · Two parameter groups in one step
// implement · 12 minutes · easy
//
// Many training scripts sort their parameters into two groups: weight matrices and kernels decay,
// while biases and the scales of normalization layers do not. What tells them apart is the number
// of axes: two or more, or fewer. Their lengths do not matter, so that a matrix of one column is
// a matrix.
//
// Take one step of gradient descent. A parameter of two or more axes becomes value − rate ·
// (gradient + decay · value), any other one value − rate · gradient. A parameter whose gradient
// is nil, as in a frozen layer or in a branch that was not taken, stays as it is, without decay
// too; a gradient of zeros is something else. Return the new values in the order of the
// parameters.
//
//     values [1, 2], gradient [0, 0], rate 0.1, decay 0.5
//     // shape [2, 1]: [0.95, 1.9]; shape [2]: [1, 2]
//
// Check it with `./learn check E07.5`, or after every save with `./learn watch E07.5`.
// When you are stuck: `./learn hint E07.5`.

import Course
import Optimizers
import TensorCore

/// The parameters after one step of gradient descent, in which some of them decay.
///
/// - Parameters:
///   - parameters: Each with its elements in row-major order, and its shape.
///   - gradients: For each parameter as many numbers as it has elements, or nil if it has none.
///   - rate: The learning rate.
///   - decay: The strength of the weight decay.
/// - Returns: The new elements of each parameter.
/// - Throws: `NotAttempted` until you have written it.
public func groupedStep(
  of parameters: [(values: [Double], shape: [Int])], gradients: [[Double]?], rate: Double,
  decay: Double
) throws -> [[Double]] {
  throw NotAttempted()
}
