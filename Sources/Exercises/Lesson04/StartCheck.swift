// E04.7 · A check before the first step
// write the test · 20 minutes · hard
//
// A bad start shows in one forward pass, before an hour of training. Write the test: given the
// outputs of every hidden layer for a batch, as [layer][sample][unit] in double precision, say
// whether the start is healthy.
//
// In a healthy layer all numbers are finite. Their root mean square is between 0.03 and 30. The
// samples can be told apart: the deviation of a unit from its own mean over the batch, as a root
// mean square over all samples and units, is at least a hundredth of the layer's root mean
// square. And no two units are the same on the whole batch. Every layer must be healthy; the test
// is tried on healthy starts, and on others that are far off in just one of these. A batch has
// three samples or more, and a layer three units or more.
//
//     outputs: [[[1, 0, 2], [1, 0, 2], [1, 0, 2]]]    // false: three samples, one answer
//
// Check it with `./learn check E04.7`, or after every save with `./learn watch E04.7`.
// When you are stuck: `./learn hint E04.7`.

import Course
import Init
import TensorCore

/// Whether the outputs of a network's hidden layers are healthy before training.
///
/// - Parameter outputs: For each hidden layer, each sample of a batch and each unit the output.
/// - Returns: `true` if every layer is healthy.
/// - Throws: `NotAttempted` until you have written it.
public func acceptsStart(outputs: [[[Double]]]) throws -> Bool {
  throw NotAttempted()
}
