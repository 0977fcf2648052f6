// E04.8 · Fifty layers of tanh
// tune · 12 minutes · medium
//
// Fifty layers of 32 tanh units, without biases, normalization or skip connections, shall start
// such that all of them can learn at one rate. Only the first weights are yours to choose:
// orthogonal, or normal with the standard deviation gain / √32, and the gain in either case.
//
// In every one of the starts that are tried, the root mean square of the last layer's outputs
// shall be at least 0.08, and the norm of the first weight's gradient between 0.6 and 1.6 times
// that of the last weight's.
//
//     (isOrthogonal: false, gain: 5 / 3)    // the signal lives, and gradients grow some 70 times
//
// Check it with `./learn check E04.8`, or after every save with `./learn watch E04.8`.
// When you are stuck: `./learn hint E04.8`.

import Course
import Init
import TensorCore

/// How the square weights of a deep tanh network start.
///
/// - Returns: Whether the weights are orthogonal, and not normal, and their gain.
/// - Throws: `NotAttempted` until you have written it.
public func deepTanhStart() throws -> (isOrthogonal: Bool, gain: Double) {
  throw NotAttempted()
}
