public import Autograd
import TensorCore

// The networks on which initializations are compared.

extension Sequential {
  /// Linear layers of given widths with an activation between them, initialized by a scheme.
  ///
  /// - Parameters:
  ///   - widths: From input to output; `[8, 32, 32, 2]` has two hidden layers.
  ///   - activation: The activation after every linear layer but the last.
  ///   - scheme: How the layers are initialized.
  ///   - seed: Equal seeds give equal networks.
  /// - Returns: The network; even children are linear layers, odd ones activations.
  /// - Precondition: At least two widths, all positive.
  public static func stack(
    _ widths: [Int], activation: @escaping (Variable) -> Variable = relu,
    scheme: InitializationScheme, seed: UInt64
  ) -> Sequential {
    precondition(
      widths.count >= 2 && widths.allSatisfy { $0 > 0 },
      "Sequential.stack: at least two positive widths are needed: \(widths)")
    var layers: [any Layer] = []
    for (inputCount, outputCount) in zip(widths, widths.dropFirst()) {
      if !layers.isEmpty { layers.append(FunctionLayer("activation", activation)) }
      layers.append(Linear.zeros(inputCount: inputCount, outputCount: outputCount))
    }
    let network = Sequential(layers)
    network.initialize(with: scheme, seed: seed)
    return network
  }

  /// Residual blocks of two linear layers between a first and a last linear layer.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features.
  ///   - width: The width of the residual stream and of the blocks.
  ///   - blockCount: The number of blocks.
  ///   - outputCount: The number of outputs.
  ///   - activation: The activation, between the two linear layers of a block.
  ///   - scaling: How the blocks keep the stream from growing.
  ///   - seed: Equal seeds give equal networks.
  /// - Returns: The network: a linear layer, the blocks, a linear layer.
  public static func residualStack(
    inputCount: Int, width: Int, blockCount: Int, outputCount: Int,
    activation: @escaping (Variable) -> Variable = relu, scaling: ResidualScaling, seed: UInt64
  ) -> Sequential {
    let factors = scaling.factors(blockCount: blockCount, linearLayersInBranch: 2)
    func linear(_ name: String, _ inputs: Int, _ outputs: Int, _ rule: Initializer) -> Linear {
      var generator = SplitMix64(seed: seed, for: name)
      return Linear(
        weight: rule([outputs, inputs], using: &generator), bias: .zeros([outputs]))
    }
    // Behind the last layer of a branch there is no ReLU: half of Kaiming's variance keeps the second moment.
    let blocks = (0..<blockCount).map { block in
      ResidualBlock(
        Sequential(
          linear("\(block).0", width, width, .kaimingNormal().scaled(by: factors.others)),
          FunctionLayer("activation", activation),
          linear("\(block).2", width, width, .leCunNormal().scaled(by: factors.last))))
    }
    return Sequential(
      [linear("first", inputCount, width, .leCunNormal())] + blocks
        + [linear("last", width, outputCount, .leCunNormal())])
  }
}

extension Linear {
  /// A layer of zeros, to be initialized by a scheme.
  static func zeros(inputCount: Int, outputCount: Int) -> Linear {
    Linear(weight: .zeros([outputCount, inputCount]), bias: .zeros([outputCount]))
  }
}
