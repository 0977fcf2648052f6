// E04.1 · What one ReLU layer does to a signal
// predict · 6 minutes · easy
//
// A wide network has square layers of 128 ReLUs without biases. By what factor does each layer
// multiply the root mean square of the signal, in expectation of its square?
//
// Give five numbers to four significant digits: for Kaiming (He) weights, for Xavier weights, for
// the weights that PyTorch gives a linear layer, uniform in ±1/√128, for normal weights of
// standard deviation 0.01, and for normal weights of standard deviation 1. The function may hold
// plain numbers.
//
//     without the ReLU, the second number would be 1
//
// Check it with `./learn check E04.1`, or after every save with `./learn watch E04.1`.
// When you are stuck: `./learn hint E04.1`.

import Course
import Init
import TensorCore

/// The factors of the root mean square per layer.
///
/// - Returns: For Kaiming, Xavier, PyTorch's default, and deviations of 0.01 and 1, in this order.
/// - Throws: `NotAttempted` until you have written it.
public func predictedFactors() throws -> [Double] {
  throw NotAttempted()
}
