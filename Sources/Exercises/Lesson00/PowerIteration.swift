// E00.3 · An eigenvalue by power iteration
// implement · 5 minutes · medium
//
// A symmetric matrix stretches some directions without turning them: its eigenvectors, each by
// its eigenvalue. Multiply a vector by the matrix again and again, and it turns into the
// direction that is stretched most.
//
// Return the eigenvalue of greatest magnitude, with its sign, to six digits. The matrix is given
// as its rows; no other eigenvalue is above ⅔ of that magnitude. The start is no zero vector and
// not at right angles to the eigenvector.
//
//     [[2, 1], [1, 2]] from [1, 0]      // 3
//     [[−2, 1], [1, −2]] from [1, 0]    // −3
//
// Check it with `./learn check E00.3`, or after every save with `./learn watch E00.3`.
// When you are stuck: `./learn hint E00.3`.

import Course
import Foundation

/// The eigenvalue of greatest magnitude of a symmetric matrix.
///
/// - Parameters:
///   - matrix: The rows of the matrix.
///   - start: The vector to begin with, not at right angles to the eigenvector.
/// - Returns: The eigenvalue, with its sign.
/// - Throws: `NotAttempted` until you have written it.
public func greatestEigenvalue(of matrix: [[Double]], from start: [Double]) throws -> Double {
  throw NotAttempted()
}
