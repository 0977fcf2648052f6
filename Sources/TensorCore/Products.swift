// Products of tensors: what BLAS is for.

/// Which operands of a product are read with their rows and columns exchanged.
public enum Transposition: Sendable {
  /// `a · b`
  case none
  /// `aᵀ · b`
  case left
  /// `a · bᵀ`
  case right
  /// `aᵀ · bᵀ`
  case both
}

/// The matrix product of two matrices, either of which may be read as its transpose.
///
/// Transposition costs nothing: it is a flag that BLAS reads.
///
/// - Parameters:
///   - a: A matrix.
///   - b: A matrix.
///   - transposing: Which of the two is read as its transpose.
/// - Returns: A matrix of shape `[rows of the first operand, columns of the second]`.
/// - Precondition: The inner dimensions agree after transposition.
/// - Complexity: rows · inner · columns multiply-adds.
public func matmul(_ a: Tensor, _ b: Tensor, transposing: Transposition = .none) -> Tensor {
  let sizes = transposing.sizes("matmul", a, b)
  // An empty sum is zero; any other overwrites whatever the memory held.
  var result: Tensor =
    sizes.k == 0 ? .zeros([sizes.m, sizes.n]) : .uninitialized([sizes.m, sizes.n])
  transposing.multiplyAdd(a, b, sizes, scale: 0, into: &result)
  return result
}

extension Tensor {
  /// Adds a matrix product to this matrix in place: `self += a · b`.
  ///
  /// - Parameters:
  ///   - a: A matrix.
  ///   - b: A matrix.
  ///   - transposing: Which of the two is read as its transpose.
  /// - Precondition: The product has the shape of this matrix.
  public mutating func addProduct(
    of a: Tensor, _ b: Tensor, transposing: Transposition = .none
  ) {
    let sizes = transposing.sizes("Tensor.addProduct", a, b)
    precondition(
      shape == [sizes.m, sizes.n],
      "Tensor.addProduct: the product's shape [\(sizes.m), \(sizes.n)] is not \(shape)")
    transposing.multiplyAdd(a, b, sizes, scale: 1, into: &self)
  }
}

/// The affine map of a batch, x · weightᵀ + bias (PyTorch: `linear`).
///
/// The bias is laid down first and the product added to it, so that it costs no pass of its own.
///
/// - Parameters:
///   - x: A batch of shape `[batch, in]`.
///   - weight: A matrix of shape `[out, in]`, in PyTorch's layout.
///   - bias: A vector of shape `[out]`.
/// - Returns: A matrix of shape `[batch, out]`.
/// - Precondition: The shapes are as said.
/// - Complexity: batch · in · out multiply-adds.
public func affine(_ x: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
  let sizes = Transposition.right.sizes("affine", x, weight)
  precondition(
    bias.shape.axisCount == 1 && bias.elementCount == sizes.n,
    "affine: bias \(bias.shape) does not fit weight \(weight.shape)")
  var result = bias.broadcastCopy(to: [sizes.m, sizes.n])
  Transposition.right.multiplyAdd(x, weight, sizes, scale: 1, into: &result)
  return result
}

/// The product of a matrix and a vector.
///
/// - Parameters:
///   - matrix: A matrix of shape `[m, n]`.
///   - vector: A vector of shape `[n]`.
/// - Returns: A vector of shape `[m]`.
/// - Precondition: The shapes are as said.
/// - Complexity: m · n multiply-adds.
public func matvec(_ matrix: Tensor, _ vector: Tensor) -> Tensor {
  precondition(matrix.shape.axisCount == 2, "matvec: not a matrix: \(matrix.shape)")
  let (m, n) = (matrix.shape[0], matrix.shape[1])
  precondition(
    vector.shape == [n], "matvec: inner dimensions differ: \(matrix.shape) · \(vector.shape)")
  var result = Tensor.zeros([m])
  if matrix.elementCount > 0 {
    BLAS.multiply(
      matrix.storage, transposed: false, vector.storage, into: &result.storage, m: m, n: n)
  }
  return result
}

/// The product of the transpose of a matrix and a vector.
///
/// - Parameters:
///   - matrix: A matrix of shape `[m, n]`, read as its transpose.
///   - vector: A vector of shape `[m]`.
/// - Returns: A vector of shape `[n]`.
/// - Precondition: The shapes are as said.
/// - Complexity: m · n multiply-adds.
public func matvec(transposing matrix: Tensor, _ vector: Tensor) -> Tensor {
  precondition(matrix.shape.axisCount == 2, "matvec: not a matrix: \(matrix.shape)")
  let (m, n) = (matrix.shape[0], matrix.shape[1])
  precondition(
    vector.shape == [m], "matvec: inner dimensions differ: \(matrix.shape)ᵀ · \(vector.shape)")
  var result = Tensor.zeros([n])
  if matrix.elementCount > 0 {
    BLAS.multiply(
      matrix.storage, transposed: true, vector.storage, into: &result.storage, m: m, n: n)
  }
  return result
}

/// The sum of the products of two tensors' scalars, pair by pair; 0 if there are none.
///
/// - Parameters:
///   - a: A tensor of any shape.
///   - b: A tensor of the same shape.
/// - Returns: The sum.
/// - Precondition: The shapes are equal.
public func dot(_ a: Tensor, _ b: Tensor) -> Scalar {
  precondition(a.shape == b.shape, "dot: shapes differ: \(a.shape) and \(b.shape)")
  return BLAS.dot(a.storage, b.storage)
}

/// The outer product of two vectors: every scalar of the one times every scalar of the other.
///
/// - Parameters:
///   - a: A vector of shape `[m]`.
///   - b: A vector of shape `[n]`.
/// - Returns: A matrix of shape `[m, n]`.
/// - Precondition: Both have one axis.
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  precondition(
    a.shape.axisCount == 1 && b.shape.axisCount == 1,
    "outer: not two vectors: \(a.shape) and \(b.shape)")
  var result = Tensor.zeros([a.elementCount, b.elementCount])
  if result.elementCount > 0 { BLAS.addOuter(a.storage, b.storage, to: &result.storage) }
  return result
}

// MARK: - Sizes

extension Transposition {
  /// The sizes of a product of shape `[m, n]` over `k` inner steps.
  fileprivate func sizes(
    _ function: String, _ a: Tensor, _ b: Tensor
  ) -> (m: Int, n: Int, k: Int) {
    precondition(
      a.shape.axisCount == 2 && b.shape.axisCount == 2,
      "\(function): not two matrices: \(a.shape) and \(b.shape)")
    let left = self == .left || self == .both
    let right = self == .right || self == .both
    let (m, k) = left ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (inner, n) = right ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(
      k == inner,
      "\(function): inner dimensions differ: \(a.shape)\(left ? "ᵀ" : "") · "
        + "\(b.shape)\(right ? "ᵀ" : "")")
    return (m, n, k)
  }

  /// Adds a product of sizes that are known to fit: `result = a · b + scale · result`.
  fileprivate func multiplyAdd(
    _ a: Tensor, _ b: Tensor, _ sizes: (m: Int, n: Int, k: Int), scale: Scalar,
    into result: inout Tensor
  ) {
    guard sizes.m > 0, sizes.n > 0, sizes.k > 0 else { return }
    BLAS.multiplyAdd(
      a.storage, transposed: self == .left || self == .both,
      b.storage, transposed: self == .right || self == .both,
      scale: scale, into: &result.storage, m: sizes.m, n: sizes.n, k: sizes.k)
  }
}
