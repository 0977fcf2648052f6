// E02.9 · A binarizer that learns
// implement · 20 minutes · medium
//
// A network with activations of ±1 is small and fast, and cannot be trained: the sign has the
// slope 0 wherever it has one. The straight-through estimator pretends in the backward pass that
// the sign was the identity; within ±1, so that numbers that are already far on one side are left
// alone (Hubara and others, "Binarized neural networks", 2016, https://arxiv.org/abs/1602.02830).
//
// Write an operation for the engine of lesson 02. Its value is −1 for negative numbers and 1 for
// all others; its backward pass passes the gradient where |x| ≤ 1 and stops it elsewhere.
// `Variable.result(of:_:)` records an operation, this one as `Primitive.straightThrough`;
// `Sources/Autograd/Engine/Recording.swift` shows how.
//
//     x [-2, -0.5, 0, 3], gradient of the result [1, 2, 3, 4]
//     // value [-1, -1, 1, 1], gradient of x [0, 2, 3, 0]
//
// Check it with `./learn check E02.9`, or after every save with `./learn watch E02.9`.
// When you are stuck: `./learn hint E02.9`.

import Backprop
import Course
import TensorCore

/// The sign of every scalar, with a backward pass that learns.
///
/// - Parameter x: The operand, of any shape.
/// - Returns: −1 or 1, of the operand's shape; its gradient passes where |x| ≤ 1.
/// - Throws: `NotAttempted` until you have written it.
public func binarized(_ x: Variable) throws -> Variable {
  throw NotAttempted()
}
