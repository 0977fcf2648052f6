import Activations
import Autograd
import TensorCore

/// An activation with a tensor of random inputs and one of gradients: what the table of activations times.
struct BenchActivation {
  private let activation: Activation
  private let input: Variable
  private let cotangent: Tensor

  /// Draws inputs and cotangents from N(0, 1), in this order.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - count: The number of scalars.
  init(_ activation: Activation, count: Int) {
    self.activation = activation
    var generator = SplitMix64(seed: 1)
    input = Variable(.normal([count], using: &generator), requiresGradient: true)
    cotangent = .normal([count], using: &generator)
  }

  /// The inputs, then the cotangents.
  var data: BenchData {
    var data = BenchData()
    data.append(input.value, labels: [])
    data.append(cotangent, labels: [])
    return data
  }

  /// The forward pass, recorded for a backward pass that does not come.
  func forward() { _ = activation(input) }

  /// The forward pass and the backward pass.
  func forwardAndBackward() throws {
    input.zeroGradient()
    try activation(input).backward(cotangent: cotangent)
  }

  /// The sums of values and gradients, by which contenders are held against each other.
  func sums() throws -> [Double] {
    try forwardAndBackward()
    let gradient = input.gradient ?? .zeros([0])
    return [activation(input.value), gradient].map { tensor in
      tensor.scalars.reduce(0.0) { sum, scalar in sum + Double(scalar) }
    }
  }
}
