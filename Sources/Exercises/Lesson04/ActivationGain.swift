// E04.2 · A gain for any activation
// implement · 15 minutes · medium
//
// The table of gains ends where a new activation begins. Compute the gain from the activation
// alone: sums before it are normal with mean 0 and a given variance q, weights of the next layer
// have the standard deviation gain / √fan_in, and the sums there shall have the variance q again.
//
// Return the gain to a relative error of 10⁻⁵. The activation is continuous and may have a kink
// at 0. It need not be odd and may be bounded, in which case the gain depends on q; q is between
// 0.01 and 10.
//
//     gain(keeping: 1, through: { max(0, $0) })    // √2
//
// Check it with `./learn check E04.2`, or after every save with `./learn watch E04.2`.
// When you are stuck: `./learn hint E04.2`.

import Course
import Init
import TensorCore

/// The gain that keeps the variance of the sums before an activation.
///
/// - Parameters:
///   - variance: The variance of the sums before the activation; positive.
///   - activation: The activation.
/// - Returns: The standard deviation of the next weights times the root of their fan_in.
/// - Throws: `NotAttempted` until you have written it.
public func gain(
  keeping variance: Double, through activation: (Double) -> Double
) throws -> Double {
  throw NotAttempted()
}
