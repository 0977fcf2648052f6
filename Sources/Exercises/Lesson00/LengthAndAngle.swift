// E00.2 · Length and angle
// implement · 3 minutes · easy
//
// Two vectors have the same number of entries, at least one, and neither is all zeros. Return
// three numbers: their dot product, the length of the first one (its Euclidean norm), and the
// cosine of the angle between them.
//
//     [3, 4] and [4, 3]     // dot 24, length 5, cosine 0.96
//     [1, 0] and [0, 7]     // dot 0, length 1, cosine 0
//     [2, 0] and [−1, 0]    // dot −2, length 2, cosine −1
//
// Check it with `./learn check E00.2`, or after every save with `./learn watch E00.2`.
// When you are stuck: `./learn hint E00.2`.

import Course
import Foundation

/// The dot product of two vectors, the length of the first, and the cosine of the angle between them.
///
/// - Parameters:
///   - u: The first vector, not all zeros.
///   - v: The second vector, of as many entries, not all zeros.
/// - Returns: The three numbers.
/// - Throws: `NotAttempted` until you have written it.
public func lengthAndAngle(
  _ u: [Double], _ v: [Double]
) throws -> (dot: Double, length: Double, cosine: Double) {
  throw NotAttempted()
}
