// E02.1 · The path of a forgotten zeroing
// predict · 5 minutes · easy
//
// A training loop calls `backward()` and `step()` and never zeroes the gradients. The loss is ½
// x², the start x = 1, the learning rate 0.1, and the optimizer plain gradient descent.
//
// Say by hand where x is after each of the first four steps, to four decimals. The function may
// hold plain numbers.
//
//     with gradients that are zeroed:    [0.9, 0.81, 0.729, 0.6561]
//
// Check it with `./learn check E02.1`, or after every save with `./learn watch E02.1`.
// When you are stuck: `./learn hint E02.1`.

import Backprop
import Course
import TensorCore

/// Where a descent that never zeroes its gradients stands after each of four steps.
///
/// - Returns: The four values of x, after the first step, the second, the third and the fourth.
/// - Throws: `NotAttempted` until you have written it.
public func predictedPositions() throws -> [Double] {
  throw NotAttempted()
}
