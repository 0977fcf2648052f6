// E10.1 · Another target: how many pieces?
// implement · 15 minutes · medium
//
// For sin 2πx the lesson looked up the greatest second derivative and had its 23 pieces. Your
// target is another one: a polynomial of degree four at most, c₀ + c₁ x + c₂ x² + c₃ x³ + c₄ x⁴,
// on an interval of positive length. The list of coefficients may be shorter.
//
// Return the greatest magnitude M that the second derivative has on the interval, ends included,
// and the least number n of equal pieces for which the bound of the lesson, M h² / 8 with pieces
// of length h, is not above the error. There is at least one piece.
//
//     x² on 0…1, error 1/64              // M = 2, n = 4
//     x⁴ − x² on −0.5…0.5, error 1/64    // M = 2, n = 4
//     3 − x on 0…9, any error            // M = 0, n = 1
//
// Check it with `./learn check E10.1`, or after every save with `./learn watch E10.1`.
// When you are stuck: `./learn hint E10.1`.

import Approximation
import Course
import TensorCore

/// How many equal pieces are enough for a polynomial, and the curvature that says so.
///
/// - Parameters:
///   - coefficients: The coefficients from the constant on, at most five; there may be none.
///   - start: Where the interval begins.
///   - end: Where it ends, greater than `start`.
///   - error: The error that is allowed; positive.
/// - Returns: The greatest magnitude of the second derivative on the interval, and the number of pieces.
/// - Throws: `NotAttempted` until you have written it.
public func sufficientPieces(
  coefficients: [Double], from start: Double, to end: Double, error: Double
) throws -> (curvature: Double, pieceCount: Int) {
  throw NotAttempted()
}
