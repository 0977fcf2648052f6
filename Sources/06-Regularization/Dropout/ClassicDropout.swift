public import Autograd
public import TensorCore

/// Dropout as it was published: numbers are kept as they are while training, and scaled in evaluation.
///
///     training:  y = m ⊙ x,  mᵢ ∈ {0, 1}          evaluation:  y = (1 − p) x      (equation 6.4)
///
/// The expectation in training is 1 − p of what inverted dropout has. Whoever serves such a network has to know p;
/// forgetting it makes the outputs of a layer 1 / (1 − p) times as large.
///
/// ## Source
///
/// Srivastava and others, 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 4 and figure 2
public final class ClassicDropout: RandomMasking, Layer {
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

  /// The input with a new mask of zeros and ones in training mode, and scaled by 1 − p in evaluation mode.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The output, of that shape.
  public func forward(_ input: Variable) -> Variable {
    guard mode == .training else { return input * (1 - probability) }
    let mask = Tensor.mask(input.shape, dropping: probability, using: &generator)
    return dropout(input, mask: mask)  // (equation 6.4)
  }
}
