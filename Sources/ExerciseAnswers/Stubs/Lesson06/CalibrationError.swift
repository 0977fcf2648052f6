// E06.4 · Expected calibration error
// implement · 12 minutes · medium
//
// Two classifiers are right in 70 of 100 cases. One is 0.72 sure each time, the other 0.999, and
// accuracy does not tell them apart. Write the measure that does, the expected calibration error
// of Guo et al. (2017).
//
// Sort the answers by their confidence into bins of equal width from 0 to 1. A bin holds its
// upper end and not its lower one; a confidence of 0 belongs to the first. In each bin, take the
// magnitude of the difference between the share of right answers and the mean confidence. Return
// the mean of these magnitudes, each bin weighted by its share of all answers. There is at least
// one answer; a bin may be empty.
//
//     confidences [0.9, 0.7, 0.7], right [true, true, false], 2 bins    // 0.1, all in the upper bin
//
// Check it with `./learn check E06.4`, or after every save with `./learn watch E06.4`.
// When you are stuck: `./learn hint E06.4`.

import Course
import Regularization
import TensorCore

/// How far confidence and accuracy lie apart: the expected calibration error.
///
/// - Parameters:
///   - confidences: How sure each answer was, in 0…1; at least one.
///   - isRight: Whether each answer was right.
///   - binCount: The number of bins of equal width, at least 1.
/// - Returns: The error, in 0…1.
/// - Throws: `NotAttempted` until you have written it.
public func expectedCalibrationError(
  confidences: [Double], isRight: [Bool], binCount: Int
) throws -> Double {
  throw NotAttempted()
}
