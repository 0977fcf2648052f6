// E03.3 · What five layers leave of a gradient
// predict · 10 minutes · medium
//
// A gradient goes back through five layers of the same activation. Say, in percent, what is left
// of it in three cases, to three significant digits:
//
// First sigmoid, with weights that keep the gradient as it is: what is left at most. Then ReLU,
// with independent weights of mean 0 and variance 1 / n in layers of n units, n large: what is
// left, on the average, of the gradient's squared length, if half of the units are active. Last
// the same with the variance 2 / n.
//
//     one layer: [25, 50, 100]
//
// Check it with `./learn check E03.3`, or after every save with `./learn watch E03.3`.
// When you are stuck: `./learn hint E03.3`.

import Activations
import Course
import TensorCore

/// What five layers leave of a gradient.
///
/// - Returns: For sigmoid, for ReLU with variance 1 / n and for ReLU with variance 2 / n, in percent.
/// - Throws: `NotAttempted` until you have written it.
public func gradientLeft() throws -> [Double] {
  throw NotAttempted()
}
