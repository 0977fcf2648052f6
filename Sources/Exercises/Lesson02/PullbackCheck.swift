// E02.8 · A check that cannot be fooled
// write the test · 25 minutes · hard
//
// Write the test that every hand-written backward pass should go through: given a function of
// several numbers and a claimed pullback, say whether the pullback is right. A pullback takes the
// point x and the gradient d of some loss with respect to the outputs, and returns the gradient
// of that loss with respect to x.
//
// Your test is tried on right pullbacks, all of which it must accept, and on wrong ones, all of
// which it must reject: factors, down to half a percent, and signs, one wrong entry wherever it
// is, entries that are exchanged, a forgotten slope, very small numbers, NaN and infinity, and
// two that the usual check lets through, which takes the sum of the outputs for a loss. A
// function may have more or fewer outputs than inputs, and ignore an input. All functions are
// smooth and all numbers are of double precision. Call the functions as often as you like.
//
//     value: { $0.map { $0 * $0 } }, pullback: { x, d in zip(x, d).map { 2 * $0 * $1 } }    // true
//
// Check it with `./learn check E02.8`, or after every save with `./learn watch E02.8`.
// When you are stuck: `./learn hint E02.8`.

import Backprop
import Course
import TensorCore

/// Whether a pullback belongs to a function.
///
/// - Parameters:
///   - value: The function, of as many numbers as `x` has.
///   - pullback: Given a point `x` and, for each output, the gradient `d` of some loss, the gradient of
///     that loss with respect to each number of `x`.
///   - x: The point at which to test.
/// - Returns: `true` if the pullback is right.
/// - Throws: `NotAttempted` until you have written it.
public func acceptsPullback(
  value: ([Double]) -> [Double], pullback: (_ x: [Double], _ d: [Double]) -> [Double],
  at x: [Double]
) throws -> Bool {
  throw NotAttempted()
}
