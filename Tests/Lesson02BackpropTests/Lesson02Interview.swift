import Backprop
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 02, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson02Interview {
  /// The derivative of the last of some computations by its only input, which is one number.
  func slope(at x: Scalar, of function: (Variable) throws -> Variable) throws -> Scalar {
    let x = leaf(x)
    try function(x).backward()
    return try #require(x.gradient).scalar
  }
}
