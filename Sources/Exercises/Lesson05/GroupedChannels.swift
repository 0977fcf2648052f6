// E05.6 · Group norm for a batch of two
// implement · 15 minutes · medium
//
// A detector is trained on two large images a device. Of a vector feature, batch norm leaves no
// more than a sign when a batch has two samples: (0, 1) and (0, 100) both become about (−1, 1).
// Group norm takes its statistics within one sample, so that the size of the batch does not
// matter.
//
// Write it for a batch [samples][channels][places]. The channels of a sample are split into
// `groupCount` groups of neighbors of the same length. Each group is normalized by the mean and
// the biased variance of all its numbers, channels and places together, with epsilon under the
// root; then each channel is multiplied by its scale, and its offset is added. The number of
// groups divides the number of channels; the mean may be large beside the spread. A batch may be
// empty.
//
//     groupNormalized([[[1], [2], [4], [9]]], groupCount: 2, scale: [1, 1, 1, 1],
//                     offset: [0, 0, 0, 0], epsilon: 1e-9)    // about [[[−1], [1], [−1], [1]]]
//
// Check it with `./learn check E05.6`, or after every save with `./learn watch E05.6`.
// When you are stuck: `./learn hint E05.6`.

import BatchNorm
import Course

/// Normalizes each sample of a batch over groups of its channels.
///
/// - Parameters:
///   - batch: The batch, `[samples][channels][places]`.
///   - groupCount: The number of groups, which divides the number of channels.
///   - scale: A factor for each channel.
///   - offset: What is added to each channel.
///   - epsilon: What is added to the variance, under the root.
/// - Returns: The output, of the same shape.
/// - Throws: `NotAttempted` until you have written it.
public func groupNormalized(
  _ batch: [[[Double]]], groupCount: Int, scale: [Double], offset: [Double], epsilon: Double
) throws -> [[[Double]]] {
  throw NotAttempted()
}
