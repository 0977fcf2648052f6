// E08.3 · The best schedule there is
// implement · 20 minutes · hard
//
// On the loss curvature / 2 · x², with noise of the standard deviation noise in each gradient,
// the mean square of x follows exactly, whatever the schedule:
//
//     square ← (1 − rate · curvature)² · square + rate² · noise²
//
// Find the schedule that leaves the smallest mean square after stepCount steps, and return its
// rates. The mean square before the first step is start, which may be 0. Curvature and noise are
// positive. For curvature 1, noise 1 and start 100 it leaves 0.0050 after 200 steps; the best
// cosine leaves 0.00875, the best constant rate 0.0154.
//
//     curvature 1, noise 1, start 1, 3 steps    // 1/2, 1/3, 1/4
//
// Check it with `./learn check E08.3`, or after every save with `./learn watch E08.3`.
// When you are stuck: `./learn hint E08.3`.

import Course
import Schedulers
import TensorCore

/// The rates that leave the smallest mean square after all steps.
///
/// - Parameters:
///   - curvature: The second derivative of the loss; positive.
///   - noise: The standard deviation of the gradient's noise; positive.
///   - start: The mean square of the distance before the first step; not negative.
///   - stepCount: How many steps there are.
/// - Returns: The rate of each step.
/// - Throws: `NotAttempted` until you have written it.
public func bestRates(
  curvature: Double, noise: Double, start: Double, stepCount: Int
) throws -> [Double] {
  throw NotAttempted()
}
