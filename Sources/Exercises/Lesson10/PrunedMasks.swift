// E10.6 · Prune differently
// implement · 20 minutes · medium
//
// Whether a lottery ticket wins depends on which weights were pruned, and on what its rival was.
// Write three ways to choose. Each gives a mask: for each layer a list with a 1 where a weight
// stays, and a 0 where it goes.
//
// Together: of all weights of all layers, those of the least magnitude go (PyTorch:
// global_unstructured). Per layer: of each layer by itself those of the least magnitude go
// (l1_unstructured). Of n weights, the share times n go, rounded to the nearest whole number,
// halves to the even one as Python's round does; n counts all weights for the first way and a
// layer's for the second. Where weights are equal in magnitude, the earlier goes first, and the
// layers are in order.
//
// At random: a fair rival of the first mask. Each layer loses as many weights as it loses in the
// first mask, those with the least draws: a number from 0 up to 1 was drawn for each weight.
//
//     layers [[3, −1, 2], [0.5, 0.1]], share 0.4, draws [[0.9, 0.2, 0.1], [0.7, 0.3]]
//     // together [[1, 1, 1], [0, 0]], per layer [[1, 0, 1], [1, 0]]
//     // at random [[1, 1, 1], [0, 0]]
//
// Check it with `./learn check E10.6`, or after every save with `./learn watch E10.6`.
// When you are stuck: `./learn hint E10.6`.

import Approximation
import Course
import TensorCore

/// Masks of three ways to prune.
///
/// - Parameters:
///   - layers: The weights of each layer, in a list each.
///   - prunedShare: The share of weights that goes, in 0…1.
///   - draws: For each weight a number from 0 up to 1.
/// - Returns: A mask for all layers together, one per layer, and one at random; in each a list of ones and
///   zeros for each layer.
/// - Throws: `NotAttempted` until you have written it.
public func prunedMasks(
  layers: [[Double]], prunedShare: Double, draws: [[Double]]
) throws -> (together: [[Double]], perLayer: [[Double]], atRandom: [[Double]]) {
  throw NotAttempted()
}
