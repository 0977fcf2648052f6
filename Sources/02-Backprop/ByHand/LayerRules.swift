public import TensorCore

/// The derivatives that are worth knowing by heart, each as a formula over plain tensors.
///
/// Every rule takes `d`, the gradient of some loss with respect to the *output* of the operation,
/// and returns the gradient with respect to its *input*: the product with the transposed Jacobian,
///
///     x̄ = Jᵀ ȳ      J[i, j] = ∂yᵢ / ∂xⱼ                                 (equation 2.1)
///
/// which no rule forms, because it would be as large as output times input. The engine states the
/// same rules next to its operations; the tests hold the two, and differences, against each other.
public enum LayerRules {}

// MARK: - Products

extension LayerRules {
  /// The backward pass through `x · weightᵀ + bias` (equation 2.10).
  ///
  /// - Parameters:
  ///   - d: The gradient of the output, of shape `[batch, out]`.
  ///   - x: The input, of shape `[batch, in]`.
  ///   - weight: The weight, of shape `[out, in]`.
  /// - Returns: The gradients of the input, the weight, and the bias, each of its shape.
  public static func linear(
    _ d: Tensor, x: Tensor, weight: Tensor
  ) -> (input: Tensor, weight: Tensor, bias: Tensor) {
    (matmul(d, weight), matmul(d, x, transposing: .left), d.sum(axis: 0))  // (equation 2.10)
  }

  /// The backward pass through the matrix product `a · b` (equation 2.9).
  ///
  /// - Parameters:
  ///   - d: The gradient of the product.
  ///   - a: The left factor.
  ///   - b: The right factor.
  /// - Returns: The gradients of both factors.
  public static func product(_ d: Tensor, a: Tensor, b: Tensor) -> (a: Tensor, b: Tensor) {
    (matmul(d, b, transposing: .right), matmul(a, d, transposing: .left))  // (equation 2.9)
  }
}

// MARK: - Activations

extension LayerRules {
  /// The backward pass through ReLU, given its input; 0 at the kink (equation 2.4).
  public static func relu(_ d: Tensor, input: Tensor) -> Tensor {
    d.combined(with: input) { d, z in z > 0 ? d : 0 }  // (equation 2.4)
  }

  /// The backward pass through the sigmoid, given its output: d s (1 − s) (equation 2.5).
  public static func sigmoid(_ d: Tensor, output: Tensor) -> Tensor {
    d.combined(with: output) { d, s in d * s * (1 - s) }  // (equation 2.5)
  }

  /// The backward pass through the hyperbolic tangent, given its output: d (1 − t²) (equation 2.6).
  public static func tanh(_ d: Tensor, output: Tensor) -> Tensor {
    d.combined(with: output) { d, t in d * (1 - t * t) }  // (equation 2.6)
  }
}

// MARK: - Reductions and rearrangements

extension LayerRules {
  /// The backward pass through a sum of all scalars: every one receives the whole gradient.
  public static func sum(_ d: Scalar, shape: Shape) -> Tensor { Tensor(repeating: d, shape: shape) }

  /// The backward pass through a mean of all scalars: every one receives its share, d / n.
  public static func mean(_ d: Scalar, shape: Shape) -> Tensor {
    Tensor(repeating: d / Scalar(shape.elementCount), shape: shape)
  }

  /// The backward pass through the greatest of all scalars: equal winners share (PyTorch: `amax`).
  public static func max(_ d: Scalar, input: Tensor) -> Tensor {
    let winners = input .== input.max()
    return winners * (d / winners.sum())
  }

  /// The backward pass through broadcasting: sums over the axes that were stretched (equation 2.8).
  public static func broadcast(_ d: Tensor, from shape: Shape) -> Tensor {
    d.summed(to: shape)  // (equation 2.8)
  }

  /// The backward pass through a transposition: the transposition.
  public static func transposition(_ d: Tensor) -> Tensor { d.transposed }

  /// The backward pass through a change of shape: the former shape.
  public static func reshaping(_ d: Tensor, from shape: Shape) -> Tensor { d.reshaped(to: shape) }

  /// The backward pass through a choice of rows: the rows added into zeros, repeats summed.
  public static func rows(_ d: Tensor, indices: [Int], shape: Shape) -> Tensor {
    var scattered = Tensor.zeros(shape)
    scattered.scatterAdd(d, toRows: indices)
    return scattered
  }
}
