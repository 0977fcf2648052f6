// E06.8 · A test for a dropout layer
// write the test · 20 minutes · hard
//
// Most faults of dropout leave training alive and cost a few percent, so that nobody looks. Write
// the test that finds them: given a layer, say whether it keeps these promises.
//
// In evaluation it returns its input. In training each element of the output is 0 or the input's
// element divided by 1 − p, in its place, and p is the probability of 0, for any p of 0…1; 0 and
// 1 included. Each element is dropped by itself: that its neighbor was dropped makes it neither
// more nor less likely. The mask comes from the seed: the same seed gives the same mask, another
// seed another.
//
// The layer takes any number of elements. The test is tried on right layers, and on others that
// break one of these, all of them by far: with a thousand elements a tolerance of 0.1 is enough
// for a share, be it of all elements or of those behind a dropped one.
//
//     { input, _, _, _ in input }    // false: nothing is dropped in training
//
// Check it with `./learn check E06.8`, or after every save with `./learn watch E06.8`.
// When you are stuck: `./learn hint E06.8`.

import Course
import Regularization
import TensorCore

/// A test of a dropout layer: whether it keeps its promises.
///
/// - Parameter layer: Takes an input, the probability of dropping, whether it is training, and the seed of its mask.
/// - Returns: Whether the layer is right.
/// - Throws: `NotAttempted` until you have written it.
public func acceptsDropout(
  _ layer: (_ input: [Double], _ probability: Double, _ isTraining: Bool, _ seed: UInt64) ->
    [Double]
) throws -> Bool {
  throw NotAttempted()
}
