public import Autograd
public import TensorCore

/// A linear layer whose weights, not its inputs, are dropped while training.
///
///     y = x · (m ⊙ W)ᵀ + b,   m = 0 with probability p, else 1 / (1 − p)      (equation 6.6)
///
/// ## Conventions
///
/// One mask serves the whole batch, and the bias is kept. The paper draws a mask for every sample, masks biases too, and in
/// evaluation samples from a normal distribution of the sums; here evaluation uses the weights as they are. PyTorch has no
/// such layer.
///
/// ## Source
///
/// Wan, Zeiler, Zhang, LeCun and Fergus, “Regularization of neural networks using DropConnect”, 2013,
/// https://proceedings.mlr.press/v28/wan13.html
public final class DropConnect: RandomMasking, Layer {
  /// The linear layer whose weights are dropped.
  public let linear: Linear

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - linear: The linear layer.
  ///   - probability: The probability that a weight is dropped.
  ///   - seed: The seed of the layer's own generator.
  /// - Precondition: The probability is in 0…1.
  public init(_ linear: Linear, probability: Scalar = 0.5, seed: UInt64) {
    self.linear = linear
    super.init(probability: probability, seed: seed)
  }

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - linear: The linear layer.
  ///   - probability: The probability that a weight is dropped.
  ///   - generator: What the layer's own generator is split off.
  /// - Precondition: The probability is in 0…1.
  public convenience init(
    _ linear: Linear, probability: Scalar = 0.5, using generator: inout some RandomNumberGenerator
  ) {
    self.init(linear, probability: probability, seed: generator.next())
  }

  /// The linear layer.
  public var children: [(name: String, layer: any Layer)] { [("linear", linear)] }

  /// The affine map with some of its weights.
  ///
  /// - Parameter input: Of shape `[batch, in]`.
  /// - Returns: The output, of shape `[batch, out]`.
  public func forward(_ input: Variable) -> Variable {
    guard mode == .training else { return linear(input) }
    let weight = dropout(linear.weight, mask: drawMask(linear.weight.shape))  // (equation 6.6)
    return Autograd.linear(input, weight: weight, bias: linear.bias)
  }
}
