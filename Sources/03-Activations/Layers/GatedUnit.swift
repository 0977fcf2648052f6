public import Autograd
import TensorCore

/// One half of the features, multiplied by a gate that the other half opens (PyTorch: `nn.GLU`).
///
///     y = a ⊙ f(b), where [a, b] = x
///
/// With the sigmoid for f it is GLU, with GELU GEGLU, with SiLU SwiGLU, with ReLU ReGLU. Where the gate stands
/// differs between codes: here, as in PyTorch's GLU, it is the second half.
///
/// ## Source
///
/// Dauphin, Fan, Auli, Grangier, “Language modeling with gated convolutional networks”, 2016,
/// https://arxiv.org/abs/1612.08083; the variants: Shazeer, “GLU variants improve Transformer”, 2020,
/// https://arxiv.org/abs/2002.05202
public final class GatedUnit: Module, Layer {
  /// What opens the gate.
  public let gate: Activation

  /// Creates a layer.
  ///
  /// - Parameter gate: What opens the gate.
  public init(gate: Activation = .sigmoid) { self.gate = gate }

  /// The gated half.
  ///
  /// - Parameter input: Of shape `[batch, …, 2 · features]`.
  /// - Returns: Of shape `[batch, …, features]`.
  /// - Precondition: The last axis has even length.
  public func forward(_ input: Variable) -> Variable {
    let width = input.shape[-1]
    precondition(
      width.isMultiple(of: 2), "GatedUnit: the last axis is not even: \(input.shape)")
    let gated = input.slice(0..<(width / 2), axis: -1)
    return gated * gate(input.slice((width / 2)..<width, axis: -1))
  }
}
