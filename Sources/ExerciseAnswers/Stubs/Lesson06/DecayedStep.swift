// E06.9 · Decay that Adam does not divide away
// repair · 10 minutes · medium
//
// Ten times the weight decay, and the weights are as large as before: this Adam adds the decay to
// the gradient, where it is divided by the gradient's own size. And it pulls biases to zero,
// which costs fit and prevents nothing.
//
// Repair the step. Decay is decoupled: before the update, a weight is multiplied by 1 − rate ·
// strength, as in PyTorch's AdamW, and neither moving mean sees anything of it. Biases are not
// decayed. The rest of the step is right: β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, and both moving means
// are corrected by step, which counts from 1.
//
//     weight 1, gradient 0, no memory, rate 0.1, strength 0.01    // 0.999
//
// Check it with `./learn check E06.9`, or after every save with `./learn watch E06.9`.
// When you are stuck: `./learn hint E06.9`.

import Course
import Regularization
import TensorCore

/// One step of AdamW for one weight or bias.
///
/// - Parameters:
///   - weight: The value, with the moving means of the gradients and of their squares.
///   - gradient: The gradient of the loss without any penalty.
///   - step: The number of this step, from 1.
///   - rate: The learning rate.
///   - strength: The strength of the decay.
///   - isBias: Whether it is a bias.
/// - Returns: The new value, with its new moving means.
/// - Throws: Nothing as it stands; your code may.
public func decayedStep(
  of weight: (value: Double, mean: Double, square: Double), gradient: Double, step: Int,
  rate: Double, strength: Double, isBias: Bool
) throws -> (value: Double, mean: Double, square: Double) {
  var next = weight
  let gradient = gradient + strength * weight.value
  next.mean = 0.9 * weight.mean + 0.1 * gradient
  next.square = 0.999 * weight.square + 0.001 * gradient * gradient
  let mean = next.mean / (1 - Double.exp(Double(step) * .log(0.9)))
  let square = next.square / (1 - Double.exp(Double(step) * .log(0.999)))
  next.value -= rate * mean / (square.squareRoot() + 1e-8)
  return next
}
