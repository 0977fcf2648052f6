// E03.5 · Maxout contains ReLU
// implement · 15 minutes · easy
//
// A maxout unit has several straight lines and returns the greatest of their values at x. ReLU is
// the unit with the two lines x and 0.
//
// Write its value and its slope with respect to x. The gradient goes through the line that won
// and through no other; in a tie the first of the winners takes it all.
//
//     maxoutUnit(slopes: [1, 0], biases: [0, 0], at: -2)       // value 0, slope 0
//     maxoutUnit(slopes: [1, -1], biases: [0, 0], at: -2)      // value 2, slope -1
//
// Check it with `./learn check E03.5`, or after every save with `./learn watch E03.5`.
// When you are stuck: `./learn hint E03.5`.

import Activations
import Course
import TensorCore

/// The value and the slope of a maxout unit with one input.
///
/// - Parameters:
///   - slopes: The slope of each line; at least one.
///   - biases: The value of each line at 0; as many.
///   - x: The input.
/// - Returns: The greatest value of the lines, and the slope of the first line that has it.
/// - Throws: `NotAttempted` until you have written it.
public func maxoutUnit(
  slopes: [Double], biases: [Double], at x: Double
) throws -> (value: Double, slope: Double) {
  throw NotAttempted()
}
