import TensorCore

/// Layers applied one after the other (PyTorch: `nn.Sequential`).
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let model = Sequential(
///   Linear(inputCount: 64, outputCount: 32, using: &generator),
///   FunctionLayer("relu", relu),
///   Linear(inputCount: 32, outputCount: 10, using: &generator))
/// model.parameterCount   // 64·32 + 32 + 32·10 + 10 = 2410
/// ```
public final class Sequential: Module, Layer {
  /// The layers, first to last.
  public let layers: [any Layer]

  /// Creates a sequence.
  ///
  /// - Parameter layers: First to last.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// Creates a sequence.
  ///
  /// - Parameter layers: First to last.
  public convenience init(_ layers: any Layer...) { self.init(layers) }

  /// The layers under their positions from `0`.
  public var children: [(name: String, layer: any Layer)] {
    layers.enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// The output of the last layer.
  ///
  /// - Parameter input: A batch for the first layer.
  /// - Returns: The output of the last layer.
  public func forward(_ input: Variable) -> Variable {
    layers.reduce(input) { x, layer in layer(x) }
  }

  /// A multilayer perceptron: linear layers with an activation between them (lesson 01).
  ///
  /// - Parameters:
  ///   - sizes: The widths from input to output; `[64, 32, 10]` has one hidden layer.
  ///   - activation: The layer between the linear ones; the expression is evaluated for each place.
  ///   - generator: The source of the first weights.
  /// - Returns: The network; its output are logits.
  /// - Precondition: At least two sizes.
  public static func multilayerPerceptron(
    _ sizes: [Int], activation: @autoclosure () -> any Layer = FunctionLayer("relu", relu),
    using generator: inout some RandomNumberGenerator
  ) -> Sequential {
    precondition(
      sizes.count >= 2, "Sequential.multilayerPerceptron: at least two sizes are needed: \(sizes)")
    var layers: [any Layer] = []
    for (inputCount, outputCount) in zip(sizes, sizes.dropFirst()) {
      if !layers.isEmpty { layers.append(activation()) }
      layers.append(Linear(inputCount: inputCount, outputCount: outputCount, using: &generator))
    }
    return Sequential(layers)
  }
}
