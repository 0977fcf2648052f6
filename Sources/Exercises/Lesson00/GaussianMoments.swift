// E00.10 · Moments of a Gaussian
// implement · 5 minutes · medium
//
// X is normal with a mean and a standard deviation, so that X = mean + deviation · Z with a
// standard normal Z. Return the means of X, X², X³ and X⁴.
//
// Those of the powers of Z are 0, 1, 0 and 3: odd powers cancel, and the 3 is worth knowing by
// heart. Work the others out; nothing is to be drawn.
//
//     mean 0, deviation 1    // [0, 1, 0, 3]
//     mean 2, deviation 0    // [2, 4, 8, 16]
//     mean 1, deviation 2    // [1, 5, 13, 73]
//
// Check it with `./learn check E00.10`, or after every save with `./learn watch E00.10`.
// When you are stuck: `./learn hint E00.10`.

import Course
import Foundation

/// The means of X, X², X³ and X⁴ for a normal X.
///
/// - Parameters:
///   - mean: The mean of X.
///   - deviation: The standard deviation of X, not negative.
/// - Returns: Four numbers.
/// - Throws: `NotAttempted` until you have written it.
public func gaussianMoments(mean: Double, deviation: Double) throws -> [Double] {
  throw NotAttempted()
}
