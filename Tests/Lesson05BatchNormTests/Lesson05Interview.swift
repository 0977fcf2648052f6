import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 05, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson05Interview {
  /// Batches of normal numbers, drawn one after the other.
  func batches(
    _ count: Int, _ shape: Shape, mean: Scalar = 0, deviation: Scalar = 1, seed: UInt64
  ) -> [Tensor] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in mean + deviation * Tensor.normal(shape, using: &generator) }
  }

  /// Forward passes in the mode that the network is in, without gradients.
  func see(_ model: any Layer, _ batches: [Tensor]) {
    for x in batches { _ = outputs(model, x) }
  }

  /// The outputs in the mode that the network is in.
  func outputs(_ model: any Layer, _ x: Tensor) -> Tensor {
    withoutGradient { model(Variable(x)).value }
  }

  /// The outputs in evaluation mode.
  func served(_ model: any Layer, _ x: Tensor) -> Tensor {
    model.withMode(.evaluation) { outputs(model, x) }
  }

  /// The running mean of a layer that keeps one.
  func runningMean(_ norm: BatchNormalization) throws -> Tensor {
    try #require(norm.running).mean
  }

  /// The square root of the variance of all scalars.
  func deviation(_ x: Tensor) -> Scalar { .squareRoot(x.variance()) }
}
