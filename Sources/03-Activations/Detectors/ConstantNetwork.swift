public import Autograd
public import TensorCore

/// Whether a network says the same for every input: born dead, or dead since.
public struct OutputSpread: Sendable {
  /// For each output, the greatest value over the inputs minus the least.
  public let spreads: [Scalar]

  /// Measures a network.
  ///
  /// - Parameters:
  ///   - model: The network; it runs in evaluation mode and unrecorded.
  ///   - inputs: Inputs that differ, of shape `[samples, features]`.
  /// - Precondition: There are at least two inputs.
  public init(of model: any Layer, on inputs: Tensor) {
    precondition(
      inputs.shape.axisCount == 2 && inputs.shape[0] >= 2,
      "OutputSpread.init: at least two inputs are needed: \(inputs.shape)")
    let outputs = model.withMode(.evaluation) {
      withoutGradient { model(Variable(inputs)).value }
    }
    spreads = (outputs.max(axis: 0) - outputs.min(axis: 0)).scalars
  }

  /// Whether every output is the same for all these inputs.
  public var isConstant: Bool { spreads.allSatisfy { $0 == 0 } }
}

extension Sequential {
  /// A deep narrow network of one input as it is born, with He's weights and no biases.
  ///
  /// - Parameters:
  ///   - width: The units of every hidden layer.
  ///   - depth: The number of hidden layers.
  ///   - activation: The activation of the hidden layers.
  ///   - generator: The source of the weights, N(0, 2 / inputs).
  /// - Returns: The network, with one output.
  ///
  /// ## Source
  ///
  /// Lu, Shin, Su, Karniadakis, “Dying ReLU and initialization”, 2019, https://arxiv.org/abs/1903.06733
  public static func narrowNetwork(
    width: Int, depth: Int, activation: Activation = .relu,
    using generator: inout some RandomNumberGenerator
  ) -> Sequential {
    precondition(
      width > 0 && depth > 0, "Sequential.narrowNetwork: not positive: \(width) or \(depth)")
    func map(_ inputCount: Int, _ outputCount: Int) -> Linear {
      let spread = (2 / Scalar(inputCount)).squareRoot()
      let weight = Tensor.normal(
        [outputCount, inputCount], standardDeviation: spread, using: &generator)
      return Linear(weight: weight, bias: .zeros([outputCount]))
    }
    var layers: [any Layer] = []
    for layer in 0..<depth {
      layers += [map(layer == 0 ? 1 : width, width), ActivationLayer(activation)]
    }
    return Sequential(layers + [map(width, 1)])
  }
}
