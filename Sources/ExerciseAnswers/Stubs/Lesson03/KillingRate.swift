// E03.2 · A rate that kills three units in ten
// tune · 15 minutes · medium
//
// A hidden layer of units ReLU(w x + b) is initialized with weights from N(0, 1) and biases 0.
// The inputs fill −1 … 1. In the first step every output is too large, and the gradient of the
// loss with respect to every bias is 1, while the gradients of the weights cancel: gradient
// descent moves each bias to minus the learning rate.
//
// Choose the learning rate at which 30 % of the units are dead after this one step, that is
// silent on all inputs; between 28 % and 32 % counts.
//
//     0.1    // 8 % are dead
//
// Check it with `./learn check E03.2`, or after every save with `./learn watch E03.2`.
// When you are stuck: `./learn hint E03.2`.

import Activations
import Course
import TensorCore

/// The learning rate that leaves 30 % of the units dead.
///
/// - Returns: The learning rate; positive.
/// - Throws: `NotAttempted` until you have written it.
public func killingRate() throws -> Double {
  throw NotAttempted()
}
