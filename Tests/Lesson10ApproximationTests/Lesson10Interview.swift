import Approximation
import Perceptron
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 10, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson10Interview {
  /// One period of the sine over 0…1.
  func sine(_ x: Scalar) -> Scalar { .sine(2 * .pi * x) }

  /// The function sin kπx, which has k periods over −1…1.
  func wave(_ frequency: Int) -> @Sendable (Scalar) -> Scalar {
    { .sine(Scalar(frequency) * .pi * $0) }
  }

  /// The greatest error of equal straight pieces on one period of the sine.
  func sineError(pieceCount: Int) -> Scalar {
    PiecewiseLinear(interpolating: sine, over: 0...1, pieceCount: pieceCount)
      .greatestError(to: sine)
  }

  /// The values of a network with one input and one output.
  func values(_ network: MultilayerPerceptron, _ x: [Scalar]) -> [Scalar] {
    network(Tensor(x).reshaped(to: [x.count, 1])).scalars
  }

  /// The mean of the squares.
  func meanSquare(_ values: Tensor) -> Double { Double((values * values).mean()) }
}
