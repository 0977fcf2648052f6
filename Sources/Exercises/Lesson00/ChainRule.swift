// E00.6 · The chain rule in two steps
// implement · 4 minutes · easy
//
// A unit of a network computes in two steps: u = w x, and then y = tanh u. The slope of tanh at u
// is 1 − tanh² u.
//
// Return y, and its slopes with respect to w and with respect to x: how much y moves for each
// unit by which w moves, and by which x moves. tanh itself comes from Foundation.
//
//     w 0.5, x 2    // y 0.7616, slope of w 0.8399, slope of x 0.2100
//     w 1, x 0      // y 0, slope of w 0, slope of x 1
//
// Check it with `./learn check E00.6`, or after every save with `./learn watch E00.6`.
// When you are stuck: `./learn hint E00.6`.

import Course
import Foundation

/// The value of tanh(w x), and its slopes with respect to w and x.
///
/// - Parameters:
///   - w: The weight.
///   - x: The input.
/// - Returns: The value and the two slopes.
/// - Throws: `NotAttempted` until you have written it.
public func twoSteps(
  w: Double, x: Double
) throws -> (value: Double, slopeOfW: Double, slopeOfX: Double) {
  throw NotAttempted()
}
