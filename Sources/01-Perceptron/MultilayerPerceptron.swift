public import TensorCore

/// Affine maps with a nonlinearity between them; the last map answers without one.
///
///     a₀ = X        zₖ = aₖ₋₁ Wₖᵀ + bₖ        aₖ = φ(zₖ)        logits = z_last     (equation 1.12)
///
/// The outputs of the last layer are any real numbers, called logits where a loss or a head turns
/// them into probabilities.
///
/// ```swift
/// var generator = SplitMix64(seed: 0)
/// let network = MultilayerPerceptron(
///   widths: [784, 256, 128, 10], nonlinearity: .relu, using: &generator)
/// network.parameterCount  // 235146
/// ```
public struct MultilayerPerceptron: Hashable, Sendable {
  /// The affine maps, from the input to the logits.
  public var layers: [AffineMap]

  /// The function between two layers.
  public let nonlinearity: Nonlinearity

  /// Creates a network from its layers.
  ///
  /// - Parameters:
  ///   - layers: At least one; each takes as many inputs as the one before has outputs.
  ///   - nonlinearity: The function between two layers.
  /// - Precondition: The sizes fit.
  public init(layers: [AffineMap], nonlinearity: Nonlinearity) {
    precondition(!layers.isEmpty, "MultilayerPerceptron.init: no layers")
    for (layer, next) in zip(layers, layers.dropFirst()) {
      precondition(
        layer.outputCount == next.inputCount,
        "MultilayerPerceptron.init: \(layer.outputCount) outputs do not fit \(next.inputCount) inputs"
      )
    }
    self.layers = layers
    self.nonlinearity = nonlinearity
  }

  /// Creates a network with random parameters, drawn layer by layer as PyTorch does by default.
  ///
  /// - Parameters:
  ///   - widths: The number of inputs, the width of each hidden layer, the number of outputs.
  ///   - nonlinearity: The function between two layers.
  ///   - generator: The source of randomness.
  /// - Precondition: There are at least two widths.
  public init(
    widths: [Int], nonlinearity: Nonlinearity, using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      widths.count >= 2, "MultilayerPerceptron.init: not two widths or more: \(widths)")
    var layers: [AffineMap] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      layers.append(AffineMap(inputCount: inputs, outputCount: outputs, using: &generator))
    }
    self.init(layers: layers, nonlinearity: nonlinearity)
  }

  /// The number of inputs, the width of each hidden layer, the number of outputs.
  public var widths: [Int] { [layers[0].inputCount] + layers.map(\.outputCount) }

  /// The number of weights and biases in all layers.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// The logits of a batch, of shape `[batch, outputs]`.
  ///
  /// - Parameter x: A batch of shape `[batch, inputs]`.
  /// - Returns: One row of logits for each sample.
  public func callAsFunction(_ x: Tensor) -> Tensor { forward(x).logits }

  /// What a forward pass computed, kept for the backward pass.
  public struct Cache: Hashable, Sendable {
    /// The input of each layer: the batch, then the activations of each hidden layer.
    public let inputs: [Tensor]

    /// The outputs of the last layer, of shape `[batch, outputs]`.
    public let logits: Tensor

    /// The number of scalars kept, the batch and the logits included.
    public var scalarCount: Int { inputs.reduce(logits.elementCount) { $0 + $1.elementCount } }
  }

  /// The forward pass with everything that the backward pass needs.
  ///
  /// - Parameter x: A batch of shape `[batch, inputs]`.
  /// - Returns: The logits, and the input of each layer.
  /// - Precondition: `x` has that shape.
  public func forward(_ x: Tensor) -> Cache {
    precondition(
      x.shape.axisCount == 2 && x.shape[1] == layers[0].inputCount,
      "MultilayerPerceptron: \(x.shape) is not a batch of \(layers[0].inputCount) inputs")
    var inputs = [x]
    var output = layers[0](x)
    for layer in layers.dropFirst() {
      let activations = nonlinearity(output)  // (equation 1.12)
      inputs.append(activations)
      output = layer(activations)
    }
    return Cache(inputs: inputs, logits: output)
  }

  /// The one affine map that the layers make when the nonlinearities between them are left out.
  ///
  /// It equals the network exactly if the nonlinearity is the identity: the check that a network is
  /// as deep as it looks.
  public var collapsed: AffineMap {
    layers.dropFirst().reduce(layers[0]) { $0.followed(by: $1) }  // (equation 1.10)
  }
}
