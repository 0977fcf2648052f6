public import TensorCore

/// How a loss changes with the input and the parameters of an affine map.
public struct AffineGradient: Hashable, Sendable {
  /// With respect to the batch, of shape `[batch, in]`.
  public let input: Tensor

  /// With respect to the weights, of shape `[out, in]`.
  public let weight: Tensor

  /// With respect to the biases, of shape `[out]`, whether the map has any or not.
  public let bias: Tensor
}

/// Matrix products that are carried out and counted.
///
/// The counter is handed along with the data, for all to see. Lesson 02's `WorkMeter` counts the same,
/// where products hide in functions that only the engine calls.
public struct ProductCounter: Hashable, Sendable {
  /// The number of multiply-adds so far.
  public private(set) var multiplyAddCount = 0

  /// Creates a counter at zero.
  public init() {}

  /// The matrix product, counted.
  ///
  /// - Parameters:
  ///   - a: A matrix.
  ///   - b: A matrix.
  ///   - transposing: Which of the two is read as its transpose.
  /// - Returns: A matrix of shape `[rows of the first operand, columns of the second]`.
  public mutating func matmul(
    _ a: Tensor, _ b: Tensor, transposing: Transposition = .none
  ) -> Tensor {
    let product = TensorCore.matmul(a, b, transposing: transposing)
    let inner = a.elementCount / max(1, product.shape[0])
    multiplyAddCount += product.elementCount * inner
    return product
  }
}

extension AffineMap {
  /// The outputs for a batch, with the multiply-adds counted.
  ///
  /// - Parameters:
  ///   - x: A batch of shape `[batch, in]`.
  ///   - counter: Counts the product.
  /// - Returns: The outputs, of shape `[batch, out]`.
  public func forward(_ x: Tensor, counting counter: inout ProductCounter) -> Tensor {
    let product = counter.matmul(x, weight, transposing: .right)
    return bias.map { product + $0 } ?? product
  }

  /// The backward pass through the map: from the outputs' gradient to those of input and parameters.
  ///
  ///     dX = dY W        dW = dYᵀ X        db = Σ over the batch of dY              (equation 1.11)
  ///
  /// Two products of the size of the forward one, so a step of training takes three for this layer. The
  /// first layer of a network can do without dX, and takes two.
  /// Lesson 02 derives them.
  ///
  /// - Parameters:
  ///   - x: The batch of the forward pass, of shape `[batch, in]`.
  ///   - d: The gradient of the loss with respect to the outputs, of shape `[batch, out]`.
  ///   - counter: Counts the products.
  /// - Returns: The gradients of that loss.
  public func pullback(
    input x: Tensor, cotangent d: Tensor, counting counter: inout ProductCounter
  ) -> AffineGradient {
    AffineGradient(
      input: counter.matmul(d, weight),  // (equation 1.11)
      weight: counter.matmul(d, x, transposing: .left),
      bias: d.sum(axis: 0))
  }

  /// The backward pass through the map, without counting.
  ///
  /// - Parameters:
  ///   - x: The batch of the forward pass, of shape `[batch, in]`.
  ///   - d: The gradient of the loss with respect to the outputs, of shape `[batch, out]`.
  /// - Returns: The gradients of that loss.
  public func pullback(input x: Tensor, cotangent d: Tensor) -> AffineGradient {
    var counter = ProductCounter()
    return pullback(input: x, cotangent: d, counting: &counter)
  }
}
