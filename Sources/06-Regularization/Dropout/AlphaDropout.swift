public import Autograd
public import TensorCore

/// Dropout that keeps mean 0 and variance 1: dropped numbers become SELU's least value (PyTorch: `nn.AlphaDropout`).
///
///     y = A (m x + α′ (1 − m)) + B,   m ∈ {0, 1}                          (equation 6.5)
///     α′ = −λα = −1.7581,   A = ((1 − p) (1 + p α′²))^(−1/2),   B = −A p α′
///
/// Ordinary dropout keeps the mean and multiplies the mean square by 1 / (1 − p), and the layers of a self-normalizing
/// network drift. In evaluation mode it is the identity.
///
/// ## Source
///
/// Klambauer, Unterthiner, Mayr and Hochreiter, “Self-normalizing neural networks”, 2017, https://arxiv.org/abs/1706.02515
public final class AlphaDropout: RandomMasking, Layer {
  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - probability: The probability that a number is dropped.
  ///   - generator: What the layer's own generator is split off.
  /// - Precondition: The probability is in 0…1.
  public convenience init(
    probability: Scalar = 0.5, using generator: inout some RandomNumberGenerator
  ) {
    self.init(probability: probability, seed: generator.next())
  }

  /// The input with dropped and rescaled numbers in training mode; the input in evaluation mode.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The output, of that shape.
  public func forward(_ input: Variable) -> Variable {
    guard mode == .training else { return input }
    let mask = Tensor.mask(input.shape, dropping: probability, using: &generator)
    return alphaDropout(input, mask: mask, probability: probability)
  }
}

/// Alpha dropout with a given mask; equation 6.5.
///
/// - Parameters:
///   - x: Of any shape; the moments are kept where its mean is 0 and its variance 1.
///   - mask: Of that shape: 1 where a number is kept, 0 where it is dropped.
///   - probability: The probability with which the mask was drawn, in 0…1. For 1 all is 0, as in PyTorch.
/// - Returns: The output, of that shape.
/// - Precondition: The shapes agree, and the probability is in 0…1.
public func alphaDropout(_ x: Variable, mask: Tensor, probability: Scalar) -> Variable {
  precondition(
    x.shape == mask.shape, "alphaDropout: a mask \(mask.shape) for inputs \(x.shape)")
  let constants = AlphaConstants(probability: probability)
  let (scale, shift, dropped) = (constants.scale, constants.shift, constants.dropped)
  let value = x.value.combined(with: mask) { x, m in  // (equation 6.5)
    scale * (m * x + (1 - m) * dropped) + shift
  }
  return .result(of: RegularizationOperation.alphaDropout, value) { _ in
    [x.pullback(saving: mask) { d, mask in d.combined(with: mask) { d, m in d * (scale * m) } }]
  }
}

/// The numbers of alpha dropout for a probability.
public struct AlphaConstants: Equatable, Sendable {
  /// What dropped numbers are set to: α′ = −λα of SELU.
  public var dropped: Scalar { -1.7580993408473766 }

  /// The factor A.
  public let scale: Scalar

  /// The summand B.
  public let shift: Scalar

  /// Computes the numbers.
  ///
  /// - Parameter p: The probability that a number is dropped.
  /// - Precondition: The probability is in 0…1.
  public init(probability p: Scalar) {
    precondition((0...1).contains(p), "AlphaConstants.init: no probability: \(p)")
    let dropped: Scalar = -1.7580993408473766
    scale = p < 1 ? 1 / ((1 - p) * (1 + p * dropped * dropped)).squareRoot() : 0
    shift = -scale * p * dropped
  }
}
