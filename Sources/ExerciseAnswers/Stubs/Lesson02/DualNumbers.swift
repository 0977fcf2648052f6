// E02.2 · Two operations for dual numbers
// implement · 10 minutes · easy
//
// A dual number carries a value and its derivative in one direction, and every operation applies
// the chain rule at once: derivatives on the way forward, without a graph. Lesson 02 has sums,
// products and a few functions for `DualNumber`.
//
// Add the quotient of two dual numbers and the square root of one. The value is the usual one;
// the derivative is that of the result in the same direction, from the values and the derivatives
// of the operands. Divisors are not zero and numbers under the root are positive.
//
//     dualQuotient(DualNumber(1, 0), DualNumber(2, 1))    // (0.5, -0.25)
//     dualSquareRoot(DualNumber(9, 6))                    // (3, 1)
//
// Check it with `./learn check E02.2`, or after every save with `./learn watch E02.2`.
// When you are stuck: `./learn hint E02.2`.

import Backprop
import Course
import TensorCore

/// A quotient and its derivative.
///
/// - Parameters:
///   - a: The dividend, with its derivative.
///   - b: The divisor, which is not zero, with its derivative in the same direction.
/// - Returns: a / b, with its derivative.
/// - Throws: `NotAttempted` until you have written it.
public func dualQuotient(_ a: DualNumber, _ b: DualNumber) throws -> DualNumber {
  throw NotAttempted()
}

/// A square root and its derivative.
///
/// - Parameter x: A positive number, with its derivative.
/// - Returns: The positive root, with its derivative.
/// - Throws: `NotAttempted` until you have written it.
public func dualSquareRoot(_ x: DualNumber) throws -> DualNumber {
  throw NotAttempted()
}
