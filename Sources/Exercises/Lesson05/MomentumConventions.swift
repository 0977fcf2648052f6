// E05.1 · One momentum, two meanings
// predict · 8 minutes · easy
//
// A batch norm of one feature is ported from PyTorch, its momentum of 0.1 copied as it is, to a
// library in which momentum weighs the old value, as in Keras. Both start from a running mean of
// 0 and a running variance of 1, both average the unbiased variance as PyTorch does, and both see
// the batches [0, 2], [4, 8] and [1, 3] in training mode.
//
// Give six numbers: the running mean and the running variance in PyTorch, the same two in the
// other library, each to four significant digits, and the number of batches after which the start
// weighs less than half a percent, in PyTorch and in the other library. The function may hold
// plain numbers.
//
//     after one batch, the first number would be 0.1
//
// Check it with `./learn check E05.1`, or after every save with `./learn watch E05.1`.
// When you are stuck: `./learn hint E05.1`.

import BatchNorm
import Course

/// Running statistics after three batches, and how long their start weighs.
///
/// - Returns: Mean and variance in PyTorch, mean and variance in the other library, and the number of
///   batches in each.
/// - Throws: `NotAttempted` until you have written it.
public func predictedStatistics() throws -> [Double] {
  throw NotAttempted()
}
