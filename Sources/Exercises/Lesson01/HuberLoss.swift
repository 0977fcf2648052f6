// E01.2 · Huber's loss
// implement · 10 minutes · easy
//
// A squared error gives one outlier as much weight as a hundred good points. Huber's loss is the
// squared error for small errors and a straight line for large ones, so that no sample pulls
// harder than δ.
//
// Return the loss of one error and its slope, the derivative with respect to the error. Within ±δ
// the loss is half the square of the error. Beyond, it goes on as a straight line, without a jump
// and without a kink: value and slope of both pieces agree at ±δ. The error has the unit of the
// target; δ has the same and is positive.
//
//     huberLoss(error: 0.5, delta: 1)    // (value: 0.125, slope: 0.5)
//     huberLoss(error: 3, delta: 1)      // (value: 2.5, slope: 1)
//
// Check it with `./learn check E01.2`, or after every save with `./learn watch E01.2`.
// When you are stuck: `./learn hint E01.2`.

import Course
import Perceptron
import TensorCore

/// Huber's loss of one error.
///
/// - Parameters:
///   - error: The prediction minus the target.
///   - delta: The error δ beyond which the loss is a straight line; positive.
/// - Returns: The loss, and its derivative with respect to the error.
/// - Throws: `NotAttempted` until you have written it.
public func huberLoss(error: Scalar, delta: Scalar) throws -> (value: Scalar, slope: Scalar) {
  throw NotAttempted()
}
