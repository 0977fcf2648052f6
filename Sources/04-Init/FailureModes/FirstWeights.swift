import Autograd
import TensorCore

// What the failure modes have in common: networks whose layers draw their weights one after the other.

extension InitializationScheme {
  /// A linear layer by the rules for hidden layers; zero biases draw nothing.
  func linear(
    _ inputCount: Int, _ outputCount: Int, using generator: inout SplitMix64
  ) -> Linear {
    let weight = hidden([outputCount, inputCount], using: &generator)
    guard biases != .zeros else { return Linear(weight: weight, bias: .zeros([outputCount])) }
    let bias = biases.initializer(inputCount: inputCount)([outputCount], using: &generator)
    return Linear(weight: weight, bias: bias)
  }

  /// Linear layers with an activation between them, none behind the last.
  func network(
    _ widths: [Int], _ activation: @escaping (Variable) -> Variable,
    using generator: inout SplitMix64
  ) -> Sequential {
    var layers: [any Layer] = []
    for (inputCount, outputCount) in zip(widths, widths.dropFirst()) {
      if !layers.isEmpty { layers.append(FunctionLayer("activation", activation)) }
      layers.append(linear(inputCount, outputCount, using: &generator))
    }
    return Sequential(layers)
  }

  /// The outputs of square layers, each followed by the activation, for 16 normal inputs.
  func outputs(
    depth: Int, width: Int, _ activation: @escaping (Variable) -> Variable, seed: UInt64
  ) -> Tensor {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.normal([16, width], using: &generator)
    let model = network(
      Array(repeating: width, count: depth + 1), activation, using: &generator)
    return withoutGradient { activation(model(Variable(x))).value }
  }
}

extension Tensor {
  /// The mean of the squared scalars.
  var secondMoment: Scalar { norm() * norm() / Scalar(elementCount) }
}
