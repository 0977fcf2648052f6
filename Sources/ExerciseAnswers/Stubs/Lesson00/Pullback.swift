// E00.7 · The Jacobian of A x
// implement · 5 minutes · medium
//
// The function x ↦ A x takes n numbers to m numbers. Its Jacobian at x holds all slopes: row i,
// column j says how much output i moves for each unit by which input j moves.
//
// Return the Jacobian, as its rows, and the row vector vᵀ J, which has a number for each input. A
// backward pass computes such products: v holds the gradient of the loss with respect to the
// outputs, and vᵀ J the one with respect to the inputs. A is given as its m rows; x has n
// entries, and v, the cotangent, has m.
//
//     A [[1, 2], [3, 4], [5, 6]], x [7, 8], v [1, 0, −1]
//     // Jacobian [[1, 2], [3, 4], [5, 6]], pulled back [−4, −4]
//
// Check it with `./learn check E00.7`, or after every save with `./learn watch E00.7`.
// When you are stuck: `./learn hint E00.7`.

import Course
import Foundation

/// The Jacobian of x ↦ A x, and the product of a row vector with it.
///
/// - Parameters:
///   - matrix: The rows of A.
///   - point: The place x, with an entry for each column of A.
///   - cotangent: The row vector v, with an entry for each row of A.
/// - Returns: The rows of the Jacobian, and vᵀ J.
/// - Throws: `NotAttempted` until you have written it.
public func jacobian(
  ofProductWith matrix: [[Double]], at point: [Double], cotangent: [Double]
) throws -> (jacobian: [[Double]], pulledBack: [Double]) {
  throw NotAttempted()
}
