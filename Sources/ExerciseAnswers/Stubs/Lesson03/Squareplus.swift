// E03.1 · Add an activation with its derivative
// implement · 15 minutes · medium
//
// Squareplus is a smooth ReLU that costs a square root and no exponential: f(x) = (x + r) / 2
// with r the square root of x² + 4. Write its value and its slope, in double precision.
//
// Both have to be right to nine digits everywhere between −10⁶ and 10⁶. Far to the left the value
// is nearly −1 / x, a small number, and no zero.
//
//     squareplus(0)     // value 1, slope 0.5
//     squareplus(1.5)   // value 2, slope 0.8
//
// Check it with `./learn check E03.1`, or after every save with `./learn watch E03.1`.
// When you are stuck: `./learn hint E03.1`.

import Activations
import Course
import TensorCore

/// The value and the slope of squareplus.
///
/// - Parameter x: The input, between −10⁶ and 10⁶.
/// - Returns: The value and the first derivative.
/// - Throws: `NotAttempted` until you have written it.
public func squareplus(_ x: Double) throws -> (value: Double, slope: Double) {
  throw NotAttempted()
}
