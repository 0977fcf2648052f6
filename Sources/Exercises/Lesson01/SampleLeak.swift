// E01.7 · Catch samples that leak
// write the test · 20 minutes · medium
//
// A reshape where a transposition was meant mixes the samples of a batch. Every shape stays
// right, the training loss goes down, and the network fails on single samples in production.
//
// Write the test that would have caught it: given a layer and a batch, return whether each
// sample's output depends on that sample alone. Your test is tried on layers that do and on
// layers that leak in various ways; it must accept every right layer and reject every wrong one.
// A layer takes samples of shape `[samples, features]` and returns one row for each; it may be
// called as often as you like.
//
//     treatsSamplesAlone(layer: { $0 * 2 }, samples: x)              // true
//     treatsSamplesAlone(layer: { $0 - $0.mean(axis: 0) }, samples: x)    // false
//
// Check it with `./learn check E01.7`, or after every save with `./learn watch E01.7`.
// When you are stuck: `./learn hint E01.7`.

import Course
import Perceptron
import TensorCore

/// Whether a layer treats every sample by itself.
///
/// - Parameters:
///   - layer: The layer under test; takes and returns one row for each sample.
///   - samples: A batch of shape `[samples, features]` of at least two samples.
/// - Returns: `true` if each row of the output depends on the same row of the input alone.
/// - Throws: `NotAttempted` until you have written it.
public func treatsSamplesAlone(
  layer: (Tensor) -> Tensor, samples: Tensor
) throws -> Bool {
  throw NotAttempted()
}
