// E02.5 · Square layers train badly
// repair · 10 minutes · medium
//
// A network of square layers runs without an error message and learns slowly, as if its first
// layers heard only noise. A colleague's layer of 3 inputs and 5 outputs stops at once: the
// shapes of a product do not fit.
//
// The function below is the backward pass of the layer x · weightᵀ + bias. Given `d`, the
// gradient of the loss with respect to the output, of shape `[batch, out]`, it returns the
// gradients of the input `x`, of shape `[batch, in]`, of the weight, of shape `[out, in]`, and of
// the bias, of shape `[out]`. Repair it. It is tried on square layers first, and on others once
// those are right: there the broken version would stop the program.
//
//     d = [[1, 0]], x = [[1, 1]], weight = [[1, 2], [3, 4]]:    gradient of x is [[1, 2]]
//
// Check it with `./learn check E02.5`, or after every save with `./learn watch E02.5`.
// When you are stuck: `./learn hint E02.5`.

import Backprop
import Course
import TensorCore

/// The backward pass through the layer x · weightᵀ + bias.
///
/// - Parameters:
///   - d: The gradient of the loss with respect to the output, of shape `[batch, out]`.
///   - x: The input of the layer, of shape `[batch, in]`.
///   - weight: The weight of the layer, of shape `[out, in]`.
/// - Returns: The gradients of the input, the weight and the bias, each of its shape.
public func linearPullback(
  _ d: Tensor, x: Tensor, weight: Tensor
) -> (input: Tensor, weight: Tensor, bias: Tensor) {
  let inputGradient = matmul(d, weight, transposing: .right)
  let weightGradient = matmul(d, x, transposing: .left)
  return (inputGradient, weightGradient, d.sum(axis: 0))
}
