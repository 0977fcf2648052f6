import Autograd
import Regularization
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 06, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson06Interview {
  /// What the layer makes of ones, on average, in its mode.
  func mean(of layer: some Layer, count: Int = 20_000) -> Scalar {
    layer(Variable(.ones([count]))).value.mean()
  }

  /// A parameter after some steps.
  func trained(
    from start: Tensor, stepCount: Int, _ optimizer: (Variable) -> any Optimizer,
    loss: (Variable) throws -> Variable
  ) throws -> Tensor {
    let parameter = leaf(start)
    let rule = optimizer(parameter)
    for _ in 0..<stepCount { try trainingStep(rule) { try loss(parameter) } }
    return parameter.value
  }
}
