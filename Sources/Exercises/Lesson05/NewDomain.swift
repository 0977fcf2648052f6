// E05.4 · New statistics for a new domain
// implement · 20 minutes · medium
//
// A sensor was replaced and all inputs x arrive as 3x + 5. The running statistics are those of
// the old sensor, and the network, in evaluation mode, is wrong on the new inputs. There are no
// labels, but plenty of inputs: measure the statistics anew, and train nothing.
//
// Forget the old running statistics of every `BatchNorm1d` of the network. Then send all batches
// through it once, such that each norm takes in the batches as it meets them in training mode
// and, at the end, holds the plain average over all batches, whatever its momentum. All other
// layers are in evaluation mode meanwhile, so that dropout, say, leaves no holes. Parameters,
// momenta and the mode of every layer are in the end what they were, and nothing is recorded for
// a backward pass. Norms may stand inside parts of the network, all of them keep running
// statistics, and none is frozen.
//
//     for (_, layer) in network.namedLayers { … }    // every layer, those inside of parts too
//
// Check it with `./learn check E05.4`, or after every save with `./learn watch E05.4`.
// When you are stuck: `./learn hint E05.4`.

import Autograd
import BatchNorm
import Course
import TensorCore

/// Measures the running statistics of a network anew, and changes nothing else.
///
/// - Parameters:
///   - network: The network.
///   - batches: Inputs of the new domain, at least one batch.
/// - Throws: `NotAttempted` until you have written it.
public func renewStatistics(of network: Sequential, on batches: [Tensor]) throws {
  throw NotAttempted()
}
