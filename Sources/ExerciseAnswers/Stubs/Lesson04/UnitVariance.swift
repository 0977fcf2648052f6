// E04.5 · Unit variance, layer by layer
// implement · 15 minutes · medium
//
// A gain predicts what a layer does to a normal signal; a batch of data shows it.
// Layer-sequential unit variance (LSUV) goes through a network once and divides each weight by
// what it measures.
//
// The network is x · W₁ᵀ, tanh, x · W₂ᵀ, tanh and so on, without biases; weights are [out, in]
// and the batch is [samples, inputs]. Return the weights, each times one positive factor, such
// that on this batch the sums of every layer, before its tanh, have the variance 1. The variance
// is that of all numbers of the layer's sums together, about their common mean and divided by
// their count. The batch stays as it is, whatever its scale.
//
//     unitVariance(weights: [[[1]]], on: [[-2], [2]])    // [[[0.5]]]
//
// Check it with `./learn check E04.5`, or after every save with `./learn watch E04.5`.
// When you are stuck: `./learn hint E04.5`.

import Course
import Init
import TensorCore

/// Rescales the weights of a tanh network such that the sums of every layer have variance 1.
///
/// - Parameters:
///   - weights: The weights `[out, in]`, from the first layer to the last.
///   - batch: Inputs `[samples, inputs]`.
/// - Returns: The weights, each times one positive factor.
/// - Throws: `NotAttempted` until you have written it.
public func unitVariance(weights: [Tensor], on batch: Tensor) throws -> [Tensor] {
  throw NotAttempted()
}
