// E08.6 · A rate for each layer
// implement · 15 minutes · medium
//
// Fine-tuning moves the top of a pretrained network more than its bottom: each layer's rate is
// that of the layer above, times a decay such as 0.9. Work out the rates from the parameters'
// names, as scripts for BERT do.
//
// A name that begins with "encoder.layer.", followed by the number of a layer from 0 … layerCount
// − 1 and another dot, belongs to this layer; other numbers do not occur there. The top one has
// the rate times the decay, and each one below it once more. A name that begins with
// "embeddings." belongs below layer 0. Everything else is the new head, whose rate is not
// decayed, whatever its name holds further on. Return the rates in the order of the names.
//
//     names ["encoder.layer.1.weight", "embeddings.word.weight", "head.weight"]
//     // 2 layers, rate 1, decay 0.5: 0.5, 0.125, 1
//
// Check it with `./learn check E08.6`, or after every save with `./learn watch E08.6`.
// When you are stuck: `./learn hint E08.6`.

import Course
import Schedulers
import TensorCore

/// The rates of a network's parameters, smaller from layer to layer toward the input.
///
/// - Parameters:
///   - names: The names of the parameters, with dots between their parts.
///   - layerCount: How many layers the encoder has.
///   - rate: The rate of the head.
///   - decay: The factor from a layer to the one below.
/// - Returns: The rate of each parameter.
/// - Throws: `NotAttempted` until you have written it.
public func layerRates(
  names: [String], layerCount: Int, rate: Double, decay: Double
) throws -> [Double] {
  throw NotAttempted()
}
