// E07.3 · Through a ravine in 400 steps
// tune · 15 minutes · medium
//
// The loss is (x² + 1000 y²) / 2, a ravine: along y it is a thousand times as steep as along x.
// Gradient descent at its best rate needs 7082 steps from (1, 1) to a distance of at most 10⁻⁶
// from the minimum.
//
// Choose a learning rate and a momentum with which SGD with momentum, in PyTorch's convention,
// needs fewer than 400. There is neither dampening nor Nesterov. The distance is looked at after
// each step, and in the 200 steps after it has got there it may not rise above 10⁻⁵ again.
//
//     (rate: 0.001, momentum: 0.9)    // 1246 steps
//
// Check it with `./learn check E07.3`, or after every save with `./learn watch E07.3`.
// When you are stuck: `./learn hint E07.3`.

import Course
import Optimizers
import TensorCore

/// A learning rate and a momentum for a ravine.
///
/// - Returns: The two settings, with which it takes fewer than 400 steps.
/// - Throws: `NotAttempted` until you have chosen.
public func ravineSettings() throws -> (rate: Double, momentum: Double) {
  throw NotAttempted()
}
