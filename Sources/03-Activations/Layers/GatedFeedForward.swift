public import Autograd
import TensorCore

/// The feed-forward part of a Transformer with a gate, by default SwiGLU.
///
///     y = W2 (f(W x) ⊙ V x), without biases            (equation 3.10)
///
/// Three matrices stand where a plain feed-forward part has two, so that for as many parameters the hidden width
/// is two thirds of the plain one: ``hiddenCount(forWidth:expansion:multipleOf:)``.
///
/// ## Source
///
/// Shazeer, “GLU variants improve Transformer”, 2020, https://arxiv.org/abs/2002.05202, equation 6. LLaMA's code
/// names the matrices `w1` (here `gateMap`), `w3` (`valueMap`) and `w2` (`outputMap`).
public final class GatedFeedForward: Module, Layer {
  /// What opens the gate: SiLU makes it SwiGLU, GELU GEGLU, ReLU ReGLU, the sigmoid GLU.
  public let gate: Activation

  /// The map before the gate, W.
  public let gateMap: Linear

  /// The map to what is gated, V.
  public let valueMap: Linear

  /// The map back, W2.
  public let outputMap: Linear

  /// Creates a layer from its maps.
  ///
  /// - Parameters:
  ///   - gate: What opens the gate.
  ///   - gateMap: From `width` to `hidden` features.
  ///   - valueMap: From `width` to `hidden` features.
  ///   - outputMap: From `hidden` to `width` features.
  /// - Precondition: The shapes of the maps fit.
  public init(
    gate: Activation = .silu, gateMap: Linear, valueMap: Linear, outputMap: Linear
  ) {
    precondition(
      gateMap.weight.shape == valueMap.weight.shape
        && outputMap.weight.shape[1] == gateMap.weight.shape[0],
      "GatedFeedForward.init: the maps do not fit: \(gateMap.weight.shape), "
        + "\(valueMap.weight.shape), \(outputMap.weight.shape)")
    self.gate = gate
    self.gateMap = gateMap
    self.valueMap = valueMap
    self.outputMap = outputMap
  }

  /// Creates a layer with PyTorch's default weights and no biases.
  ///
  /// - Parameters:
  ///   - width: The number of features that come in and go out.
  ///   - hiddenCount: The number of gated features between.
  ///   - gate: What opens the gate.
  ///   - generator: The source of the first weights.
  public convenience init(
    width: Int, hiddenCount: Int, gate: Activation = .silu,
    using generator: inout some RandomNumberGenerator
  ) {
    let gateMap = Linear(inputCount: width, outputCount: hiddenCount, using: &generator)
    let valueMap = Linear(inputCount: width, outputCount: hiddenCount, using: &generator)
    let outputMap = Linear(inputCount: hiddenCount, outputCount: width, using: &generator)
    self.init(
      gate: gate, gateMap: Linear(sharing: gateMap.weight, nil),
      valueMap: Linear(sharing: valueMap.weight, nil),
      outputMap: Linear(sharing: outputMap.weight, nil))
  }

  /// The hidden width with which three matrices have about as many parameters as the two of a plain part.
  ///
  ///     hidden = ⅔ · expansion · width, its whole part rounded up to a multiple, as in LLaMA's code
  ///
  /// LLaMA with 7 billion parameters has width 4096, expansion 4 and multiples of 256, which makes 11008.
  ///
  /// - Parameters:
  ///   - width: The number of features that come in and go out.
  ///   - expansion: How many times as wide a plain part would be.
  ///   - multiple: What the result is rounded up to a multiple of, for the sake of the hardware.
  /// - Returns: The hidden width.
  /// - Precondition: All are positive.
  public static func hiddenCount(
    forWidth width: Int, expansion: Int = 4, multipleOf multiple: Int = 1
  ) -> Int {
    precondition(
      width > 0 && expansion > 0 && multiple > 0,
      "GatedFeedForward.hiddenCount: not positive: \(width), \(expansion) or \(multiple)")
    let twoThirds = 2 * expansion * width / 3
    return (twoThirds + multiple - 1) / multiple * multiple
  }

  /// The three maps.
  public var children: [(name: String, layer: any Layer)] {
    [("gateMap", gateMap), ("valueMap", valueMap), ("outputMap", outputMap)]
  }

  /// The output of the part.
  ///
  /// - Parameter input: Of shape `[batch, width]`.
  /// - Returns: Of that shape.
  public func forward(_ input: Variable) -> Variable {
    outputMap(gate(gateMap(input)) * valueMap(input))
  }
}
