// E07.2 · Adam without its bias correction
// predict · 10 minutes · medium
//
// The gradient is the same in every step and ε counts for nothing, so that Adam's steps are all
// exactly as large as the learning rate. Now take the bias correction away. Predict seven numbers
// to four significant digits, all sizes in learning rates; the function may hold plain numbers or
// compute them.
//
// Without any correction: the size of the first step for the betas (0.9, 0.999), for (0.9, 0.95)
// and for (0.9, 0.99). For (0.9, 0.999) then the size of the largest step of all, and its number,
// counted from 1.
//
// For (0.9, 0.999) and half of a correction: the size of the first step if only the second moment
// is corrected, and if only the first one is.
//
//     for the betas (0.5, 0.75) the first number would be 1
//
// Check it with `./learn check E07.2`, or after every save with `./learn watch E07.2`.
// When you are stuck: `./learn hint E07.2`.

import Course
import Optimizers
import TensorCore

/// Seven numbers about Adam's steps without a correction, in learning rates.
///
/// - Returns: Three first steps, the largest step and its number, and the first steps with half of the correction.
/// - Throws: `NotAttempted` until you have written it.
public func uncorrectedSteps() throws -> [Double] {
  throw NotAttempted()
}
