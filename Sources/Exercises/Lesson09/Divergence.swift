// E09.4 · The rate at which it diverges
// implement · 20 minutes · hard
//
// A trained network rests in a valley. Gradient descent with a rate above 2 / λ leaves it, where
// λ is the largest eigenvalue of the Hessian there. Find both without the matrix: you are given
// the number of weights, and a function that multiplies the Hessian by a vector, as two gradients
// do.
//
// Multiply a drawn vector again and again, at length 1, and read λ off as the product of the
// vector with its image. That finds the eigenvalue that is largest in magnitude, and it may be
// negative: at a saddle the Hessian has eigenvalues of both signs. Wanted is the largest one; a
// shift of the matrix, H + c, moves all eigenvalues by c. If no eigenvalue is positive, the rate
// is infinite, as no direction bounds it.
//
// Ten digits are enough. The two largest magnitudes differ by a tenth or are those of equal
// eigenvalues, before the shift and after it, so that a few hundred products suffice.
//
//     2 weights, H = [[2, −1], [−1, 2]]    // curvature 3, rate 2 / 3
//     2 weights, H = [[−5, 0], [0, 1]]     // curvature 1, rate 2
//
// Check it with `./learn check E09.4`, or after every save with `./learn watch E09.4`.
// When you are stuck: `./learn hint E09.4`.

import Course
import Dynamics
import TensorCore

/// The largest eigenvalue of a Hessian, and the rate above which gradient descent diverges.
///
/// - Parameters:
///   - count: The number of weights; positive.
///   - product: Multiplies the Hessian by a vector of as many numbers.
/// - Returns: The eigenvalue, and 2 over it, or infinity if it is not positive.
/// - Throws: `NotAttempted` until you have written it.
public func divergenceLimit(
  count: Int, product: (_ vector: [Double]) -> [Double]
) throws -> (curvature: Double, rate: Double) {
  throw NotAttempted()
}
