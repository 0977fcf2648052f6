// E04.4 · Biases for rare labels
// implement · 10 minutes · easy
//
// A network has one sigmoid output for each of several labels, and a sample may bear any of them.
// Where the last weights are small, the biases alone decide the loss at step 0: with biases of 0
// it is 0.693 for each label, and the first part of training only learns that labels are rare.
//
// Return the bias of each label at which its sigmoid is the frequency (count + 1) / (samples +
// 2). The two added samples, one of them positive, keep the bias finite for a label that never
// occurs or always does.
//
//     startingBiases(positives: [0, 9], of: 18)    // [−2.944439, 0]
//
// Check it with `./learn check E04.4`, or after every save with `./learn watch E04.4`.
// When you are stuck: `./learn hint E04.4`.

import Course
import Init
import TensorCore

/// The first biases of sigmoid outputs for labels of known counts.
///
/// - Parameters:
///   - positives: How many samples bear each label.
///   - sampleCount: The number of samples.
/// - Returns: One bias for each label.
/// - Throws: `NotAttempted` until you have written it.
public func startingBiases(positives: [Int], of sampleCount: Int) throws -> [Double] {
  throw NotAttempted()
}
