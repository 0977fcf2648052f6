public import Autograd
public import TensorCore

/// What layers that drop at random have in common: a probability, and a generator of their own.
///
/// Every use in training mode draws a new mask; in evaluation mode nothing is drawn. The generator is split
/// off another one when the layer is made, so that what one layer draws does not depend on the
/// others, and it is saved with the layer, so that a resumed run draws what it would have drawn.
/// PyTorch's layers share one global generator, which a state dictionary does not hold.
open class RandomMasking: Module {
  /// The probability that something is dropped (PyTorch: `p`), in 0…1.
  public let probability: Scalar

  /// What the masks are drawn with.
  public internal(set) var generator: SplitMix64

  /// Creates the common part of a layer.
  ///
  /// - Parameters:
  ///   - probability: The probability that something is dropped.
  ///   - seed: The seed of the layer's own generator.
  /// - Precondition: The probability is in 0…1.
  public init(probability: Scalar = 0.5, seed: UInt64) {
    precondition(
      (0...1).contains(probability), "\(Self.self).init: no probability: \(probability)")
    self.probability = probability
    generator = SplitMix64(seed: seed)
  }

  /// The generator.
  public final var buffers: [StateEntry] {
    [.generator("generator", self, \RandomMasking.generator)]
  }

  /// What a kept number is multiplied by so that the expectation stays: 1 / (1 − p); 0 for p = 1.
  public final var keptScale: Scalar { probability < 1 ? 1 / (1 - probability) : 0 }

  /// Draws a mask of 0 and ``keptScale``, the one that the next use of the layer would draw.
  ///
  /// - Parameter shape: The shape of the mask.
  /// - Returns: The mask.
  public final func drawMask(_ shape: Shape) -> Tensor {
    .mask(shape, dropping: probability, keptAs: keptScale, using: &generator)
  }
}
