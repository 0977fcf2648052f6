// E09.1 · A bug for exactly one gate
// tune · 20 minutes · medium
//
// Whoever knows what a gate cannot see knows what it sees. Write the update of a training step
// with a bug of your own, so that exactly one of the gates fails that a step can fail: G8 every
// parameter moves, G10 zero input is worse, G11 one batch is learned by heart, G12 twenty steps
// on one batch, G14 a hundred steps without NaN.
//
// The network has one layer of weights and biases for three classes, and the rate is 0.5. In each
// step you are called once for every parameter: with its name, "0.weight" or "0.bias", its
// gradient, the rate and the number of the step, from 0 in every experiment. Return as many
// numbers as the gradient has; they are added to the parameter. G11 learns 16 samples in at most
// 100 steps, to a tenth of the loss of the best constant answer; G12 wants the loss to fall by a
// thousandth and not to rise.
//
// The update without a bug fails no gate; one that does nothing fails three.
//
//     gradient.map { -rate * $0 }    // no gate fails
//
// Check it with `./learn check E09.1`, or after every save with `./learn watch E09.1`.
// When you are stuck: `./learn hint E09.1`.

import Course
import Dynamics
import TensorCore

/// The change of a parameter in a step, with a bug that exactly one gate notices.
///
/// - Parameters:
///   - parameter: Its name, `0.weight` or `0.bias`.
///   - gradient: Its gradient.
///   - rate: The learning rate.
///   - step: The number of the step, from 0 in every experiment.
/// - Returns: As many numbers as the gradient has; they are added to the parameter.
/// - Throws: `NotAttempted` until you have written it.
public func buggyUpdate(
  parameter: String, gradient: [Double], rate: Double, step: Int
) throws -> [Double] {
  throw NotAttempted()
}
