// E10.2 · Ten tents
// implement · 20 minutes · medium
//
// Build the network of tents in a row, with peaks where you are told. A tent with its peak at p,
// between 0 and 1, rises straight from 0 at 0 to 1 at p and falls straight to 0 at 1. The first
// peak belongs to the tent that sees the input, the next to the one that sees the first one's
// output, and so on; there is at least one.
//
// The network has one input, for each tent a hidden layer of two ReLUs, and one output. Ten peaks
// at ½ make 1024 straight pieces of 0…1 with 20 units, as the checker verifies: it counts them
// exactly. With other peaks it compares values on 0…1.
//
//     [0.5]          // 0.25 → 0.5, 0.75 → 0.5, 2 pieces
//     [0.25, 0.5]    // 0.125 → 1, 0.25 → 0, 0.625 → 1
//
// Check it with `./learn check E10.2`, or after every save with `./learn watch E10.2`.
// When you are stuck: `./learn hint E10.2`.

import Approximation
import Course
import Perceptron
import TensorCore

/// Tents in a row, as a network of two hidden ReLUs a tent.
///
/// - Parameter peaks: Where each tent has its peak, each between 0 and 1; at least one, the first for the
///   tent that sees the input.
/// - Returns: A network with one input, a hidden layer of two ReLUs for each tent, and one output.
/// - Throws: `NotAttempted` until you have written it.
public func tents(peaks: [Scalar]) throws -> MultilayerPerceptron {
  throw NotAttempted()
}
