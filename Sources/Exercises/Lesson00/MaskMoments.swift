// E00.8 · Mean and variance of a mask
// implement · 4 minutes · easy
//
// Dropout multiplies every activation by an entry m of a mask, which is 1 with the probability
// keep and 0 otherwise: a Bernoulli variable. Inverted dropout divides the entry by keep.
//
// Return the mean and the variance of m, and then the mean and the variance of m / keep. Work
// them out; nothing is to be drawn. keep is above 0 and not above 1.
//
//     keep 0.5    // mean 0.5, variance 0.25; divided: mean 1, variance 1
//     keep 1      // mean 1, variance 0; divided: mean 1, variance 0
//
// Check it with `./learn check E00.8`, or after every save with `./learn watch E00.8`.
// When you are stuck: `./learn hint E00.8`.

import Course
import Foundation

/// Mean and variance of a mask's entry m, and of m / keep.
///
/// - Parameter keep: The probability that m is 1, above 0 and not above 1.
/// - Returns: The four numbers.
/// - Throws: `NotAttempted` until you have written it.
public func maskMoments(
  keep: Double
) throws -> (mean: Double, variance: Double, scaledMean: Double, scaledVariance: Double) {
  throw NotAttempted()
}
