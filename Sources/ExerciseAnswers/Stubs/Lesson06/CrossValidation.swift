// E06.3 · A penalty chosen by cross-validation
// implement · 25 minutes · hard
//
// Twelve noisy points and a polynomial of degree 11: which ridge penalty? The training error says
// 0, and there are no points to spare for a validation set. Cross-validation predicts every
// sample once, by a model that has not seen it.
//
// Sample i belongs to fold i mod `foldCount`. For each fold, use the other samples alone to
// standardize every column to mean 0 and deviation 1 (divided by the count, not by the count less
// one; a column without deviation is only centered) and to find the mean of the targets, which is
// subtracted from the targets and added to predictions. `ridge` returns the weights for such
// inputs, such targets and a strength.
//
// Return the mean squared error of each strength over all samples, in the order of the strengths,
// and the position of the least error; of strengths with equal errors the greatest one is best.
// Strengths come in any order. Every fold has a sample.
//
//     inputs [[0], [1]], targets [0, 2], any strengths, 2 folds    // errors of 4: each alone predicts the other
//
// Check it with `./learn check E06.3`, or after every save with `./learn watch E06.3`.
// When you are stuck: `./learn hint E06.3`.

import Course
import Regularization
import TensorCore

/// The errors of several strengths of a penalty by cross-validation.
///
/// - Parameters:
///   - inputs: One row for each sample, all of the same length.
///   - targets: One number for each sample.
///   - strengths: The strengths to compare, at least one, in any order.
///   - foldCount: The number of folds, from 2 up to the number of samples.
///   - ridge: Fits weights to standardized inputs and centered targets for a strength.
/// - Returns: The mean squared error of each strength, and the position of the best strength.
/// - Throws: `NotAttempted` until you have written it.
public func crossValidated(
  inputs: [[Double]], targets: [Double], strengths: [Double], foldCount: Int,
  ridge: (_ inputs: [[Double]], _ targets: [Double], _ strength: Double) -> [Double]
) throws -> (errors: [Double], best: Int) {
  throw NotAttempted()
}
