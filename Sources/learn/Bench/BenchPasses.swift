import Autograd
import TensorCore

/// A function with random inputs and gradients: what the tables of activations and of norms time.
protocol BenchPasses {
  /// The inputs, from N(0, 1).
  var input: Variable { get }

  /// The gradients of the outputs, from N(0, 1).
  var cotangent: Tensor { get }

  /// The function in the graph.
  func output() -> Variable
}

extension BenchPasses {
  /// The inputs, then the cotangents.
  var data: BenchData {
    var data = BenchData()
    data.append(input.value.flattened, labels: [])
    data.append(cotangent.flattened, labels: [])
    return data
  }

  /// The forward pass, recorded for a backward pass that does not come.
  func forward() { _ = output() }

  /// The forward pass and the backward pass.
  func forwardAndBackward() throws {
    input.zeroGradient()
    try output().backward(cotangent: cotangent)
  }

  /// Sums by which contenders are held against each other: of values, of gradients, of values times
  /// cotangents, and of the gradients' squares.
  ///
  /// Of a norm the first two are 0, however wrong it is, and the others are not.
  func sums() throws -> [Double] {
    try forwardAndBackward()
    let values = output().value
    let gradient = input.gradient ?? .zeros([0])
    return [values, gradient, values * cotangent, gradient * gradient].map { tensor in
      tensor.scalars.reduce(0.0) { sum, scalar in sum + Double(scalar) }
    }
  }
}
