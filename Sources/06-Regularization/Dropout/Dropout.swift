public import Autograd
public import TensorCore

/// Inverted dropout: while training each number is set to 0 with a probability, the others are enlarged (PyTorch: `nn.Dropout`).
///
///     y = m ⊙ x,   mᵢ = 0 with probability p, else 1 / (1 − p)            (equation 6.1)
///     E y = x,     Var yᵢ = p / (1 − p) · xᵢ²                             (equation 6.2)
///     dx = m ⊙ d                                                          (equation 6.3)
///
/// In evaluation mode it is the identity. The backward pass uses the mask of the forward pass, which the graph keeps.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let dropout = Dropout(using: &generator)
/// dropout(Variable(.ones([6]))).value                               // zeros and twos
/// dropout.withMode(.evaluation) { dropout(Variable(.ones([6]))) }   // ones
/// ```
///
/// ## Conventions
///
/// `probability` is that of *dropping*, as in PyTorch and Keras; the paper, and TensorFlow 1, mean that of keeping.
/// A probability of 1 gives zeros, in the backward pass too.
///
/// ## Source
///
/// Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, “Dropout”, 2014,
/// https://jmlr.org/papers/v15/srivastava14a.html. They scale the weights after training; see ``ClassicDropout``.
public final class Dropout: RandomMasking, Layer {
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

  /// The input with a new mask in training mode, and the input itself in evaluation mode.
  ///
  /// - Parameter input: A batch of any shape.
  /// - Returns: The output, of that shape.
  public func forward(_ input: Variable) -> Variable {
    guard mode == .training else { return input }
    return dropout(input, mask: drawMask(input.shape))
  }
}

/// Dropout with a given mask; equations 6.1 and 6.3.
///
/// - Parameters:
///   - x: Of any shape.
///   - mask: What each number is multiplied by; it broadcasts to the shape of `x`.
/// - Returns: The products, of the shape of `x`.
/// - Precondition: The mask broadcasts to the shape of `x`.
public func dropout(_ x: Variable, mask: Tensor) -> Variable {
  precondition(
    x.shape.broadcast(with: mask.shape) == x.shape,
    "dropout: a mask \(mask.shape) for inputs \(x.shape)")
  // Loops of this module's own, which are optimized in debug builds too.
  let value = x.value.combined(with: mask) { x, m in x * m }  // (equation 6.1)
  return .result(of: RegularizationOperation.dropout, value) { _ in
    [
      x.pullback(saving: mask) { d, mask in
        d.combined(with: mask) { d, m in d * m }  // (equation 6.3)
      }
    ]
  }
}
