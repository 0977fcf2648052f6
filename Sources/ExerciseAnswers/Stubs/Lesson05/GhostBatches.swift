// E05.3 · Ghost batches and their noise
// implement · 15 minutes · medium
//
// A batch of 4096 has statistics nearly without noise; Hoffer, Hubara and Soudry (2017) report
// that their networks generalized better with the noise of small batches. Ghost batch norm splits
// the batch: the first `ghostSize` samples are one part, the next `ghostSize` another, and each
// part is normalized by itself, as if it were a batch of its own. Samples that are left behind
// the last whole part belong to that part; a batch shorter than `ghostSize` is one part.
//
// Return the batch, [samples][features], normalized part by part with the biased variance and
// epsilon under the root, without scale and offset; and for each feature the noise of the means:
// the mean square distance of the parts' means from their own average, every part counting once.
// There is at least one sample, and the mean may be large beside the spread.
//
//     ghostNormalized([[0], [2], [10], [14]], ghostSize: 2, epsilon: 1e-9)
//     // output [[−1], [1], [−1], [1]] but for epsilon, noise [30.25]
//
// Check it with `./learn check E05.3`, or after every save with `./learn watch E05.3`.
// When you are stuck: `./learn hint E05.3`.

import BatchNorm
import Course

/// Normalizes a batch part by part.
///
/// - Parameters:
///   - batch: The batch, `[samples][features]`.
///   - ghostSize: The number of samples in a part.
///   - epsilon: What is added to the variance, under the root.
/// - Returns: The normalized batch, and for each feature the noise of the parts' means.
/// - Throws: `NotAttempted` until you have written it.
public func ghostNormalized(
  _ batch: [[Double]], ghostSize: Int, epsilon: Double
) throws -> (output: [[Double]], noise: [Double]) {
  throw NotAttempted()
}
