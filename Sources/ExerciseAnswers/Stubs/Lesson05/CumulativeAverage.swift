// E05.2 · The cumulative mode
// implement · 12 minutes · easy
//
// Evaluation mode is as good as the statistics that training left behind. Write what a layer
// keeps of one feature.
//
// Start from a mean of 0 and a variance of 1 and take in the batches in order, each with its mean
// and its unbiased variance, divided by its count less one. A momentum is the weight of the new
// value, as in PyTorch. Without one (`nil`) the average is cumulative: all batches weigh the
// same, whatever their size, and nothing is left of the start once there is a batch. Every batch
// has two numbers or more; the numbers may be large beside their spread. Without any batch the
// start remains.
//
//     runningStatistics(of: [[0, 2], [4, 8]], momentum: nil)    // mean 3.5, variance 5
//
// Check it with `./learn check E05.2`, or after every save with `./learn watch E05.2`.
// When you are stuck: `./learn hint E05.2`.

import BatchNorm
import Course

/// The running statistics of one feature after some batches.
///
/// - Parameters:
///   - batches: The numbers of each batch, in the order in which they come.
///   - momentum: The weight of a new batch, or `nil` for the cumulative average.
/// - Returns: The running mean and the running variance.
/// - Throws: `NotAttempted` until you have written it.
public func runningStatistics(
  of batches: [[Double]], momentum: Double?
) throws -> (mean: Double, variance: Double) {
  throw NotAttempted()
}
