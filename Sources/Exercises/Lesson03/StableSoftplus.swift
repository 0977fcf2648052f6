// E03.6 · Softplus without a threshold
// implement · 15 minutes · medium
//
// Softplus is log(1 + eˣ). Written so, it is infinite at x = 1000 and 0 at x = −40, which is
// wrong in both places; PyTorch switches to x above a threshold, and that by itself mends one
// side.
//
// Write the value and the slope so that both are right to nine digits for every x from −700 up,
// without a threshold that depends on the precision.
//
//     stableSoftplus(0)       // value 0.693147180559945, slope 0.5
//     stableSoftplus(1000)    // value 1000, slope 1
//
// Check it with `./learn check E03.6`, or after every save with `./learn watch E03.6`.
// When you are stuck: `./learn hint E03.6`.

import Activations
import Course
import TensorCore

/// The value and the slope of softplus.
///
/// - Parameter x: The input.
/// - Returns: The value and the first derivative.
/// - Throws: `NotAttempted` until you have written it.
public func stableSoftplus(_ x: Double) throws -> (value: Double, slope: Double) {
  throw NotAttempted()
}
