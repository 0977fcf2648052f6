import Activations
import Autograd
import TensorCore

/// An activation with a tensor of random inputs and one of gradients: what the table of activations times.
struct BenchActivation: BenchPasses {
  private let activation: Activation
  let input: Variable
  let cotangent: Tensor

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

  func output() -> Variable { activation(input) }
}
