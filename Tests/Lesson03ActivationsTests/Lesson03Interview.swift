import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 03, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson03Interview {
  /// The corners of the square from −1 to 1.
  var corners: Tensor { Tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]]) }

  /// The weight gradient of the first of 20 layers of width 64 over that of the last, at a batch of 64.
  ///
  /// Weights have the variance gain² / 64; centered, biases of −½ Σ w take the outputs' mean of ½ off.
  func gradientRatio(
    _ activation: Activation, gain: Scalar, isCentered: Bool = false, seed: UInt64 = 3
  ) throws -> Scalar {
    var generator = SplitMix64(seed: seed)
    let layers = (0..<20).map { _ in
      let weight = Tensor.normal([64, 64], standardDeviation: gain / 8, using: &generator)
      let bias = weight.sum(axis: 1) * (isCentered ? -0.5 : 0)
      return Linear(weight: weight, bias: bias)
    }
    let output = layers.reduce(Variable(.normal([64, 64], using: &generator))) { x, layer in
      activation(layer(x))
    }
    try output.backward(cotangent: .normal([64, 64], using: &generator))
    let first = try #require(layers[0].weight.gradient)
    let last = try #require(layers[19].weight.gradient)
    return first.norm() / last.norm()
  }
}
