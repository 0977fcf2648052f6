// E09.7 · The epoch's metric, and one batch
// repair · 15 minutes · easy
//
// The validation below gives nearly the same number in every epoch, and another one for every
// batch size. It has two faults: it reads one batch again and again, and it weighs all batches
// alike, although the last one may be shorter.
//
// Repair both. The list holds the metric of each sample, in the order of the data. Cut it into
// batches of the given size; what is left over at the end is a batch as well. Return the mean
// over all samples, and the mean of each batch. The metric is then the same for every batch size,
// up to rounding.
//
//     samples [1, 1, 1, 1, 10], batch size 4
//     // metric 2.8, batches [1, 10]; as given 1 and [1, 1]
//
// Check it with `./learn check E09.7`, or after every save with `./learn watch E09.7`.
// When you are stuck: `./learn hint E09.7`.

import Course
import Dynamics
import TensorCore

/// The metric of an epoch, from the metric of each sample.
///
/// - Parameters:
///   - samples: The metric of each sample; at least one.
///   - batchSize: The size of a batch; positive.
/// - Returns: The mean over all samples, and the mean of each batch.
/// - Throws: Nothing as it stands; your code may.
public func epochMetric(
  samples: [Double], batchSize: Int
) throws -> (metric: Double, batches: [Double]) {
  var (sum, batches) = (0.0, [Double]())
  for _ in stride(from: 0, to: samples.count, by: batchSize) {
    let batch = samples[0..<min(batchSize, samples.count)]
    let mean = batch.reduce(0, +) / Double(batch.count)
    batches.append(mean)
    sum += mean
  }
  return (sum / Double(batches.count), batches)
}
