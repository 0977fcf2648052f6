// E00.5 · Partial derivatives by differences
// implement · 4 minutes · easy
//
// A partial derivative says how fast a function changes when one of its inputs moves and all
// others stay. Return those of a function at a point, one for each input, from values of the
// function alone, to six digits.
//
// The functions are smooth, and their inputs lie between −4 and 4. They can be asked as often as
// you like.
//
//     x₀² + 3 x₀ x₁ at [1, 2]    // [8, 3]
//     x₀ x₁ x₂ at [2, 3, 4]      // [12, 8, 6]
//
// Check it with `./learn check E00.5`, or after every save with `./learn watch E00.5`.
// When you are stuck: `./learn hint E00.5`.

import Course
import Foundation

/// The partial derivatives of a function at a point.
///
/// - Parameters:
///   - function: A smooth function of as many numbers as the point has.
///   - point: Where the derivatives are taken.
/// - Returns: One derivative for each input.
/// - Throws: `NotAttempted` until you have written it.
public func partialDerivatives(
  of function: ([Double]) -> Double, at point: [Double]
) throws -> [Double] {
  throw NotAttempted()
}
