public import TensorCore

/// Linear equations with a symmetric positive definite matrix, solved by Cholesky's factors.
///
///     A = L Lᵀ,  L z = b,  Lᵀ x = z
///
/// No rate, no number of steps, no random start: n³ / 6 multiplications to highest order, and the one solution.
///
/// ## Source
///
/// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 4.2.
public enum SymmetricSystem {
  /// The solution x of A x = b.
  ///
  /// - Parameters:
  ///   - matrix: The matrix A, of shape `[n, n]`; only its lower half is read.
  ///   - right: The vector b, of shape `[n]`.
  /// - Returns: The solution, of shape `[n]`.
  /// - Precondition: The shapes fit, and the matrix is positive definite to the rounding of `Scalar`.
  public static func solve(_ matrix: Tensor, _ right: Tensor) -> Tensor {
    let size = right.elementCount
    precondition(
      matrix.shape == [size, size] && right.shape == [size],
      "SymmetricSystem.solve: \(right.shape) for a matrix \(matrix.shape)")
    var factor = matrix.scalars
    var solution = right.scalars
    for row in 0..<size {
      for column in 0...row {
        var sum = factor[row * size + column]
        for k in 0..<column { sum -= factor[row * size + k] * factor[column * size + k] }
        if row > column {
          factor[row * size + column] = sum / factor[column * size + column]
          continue
        }
        let least = matrix[row, row] * Scalar.ulpOfOne * Scalar(size)
        precondition(
          sum > least,
          "SymmetricSystem.solve: the matrix is not positive definite at row \(row): \(sum)")
        factor[row * size + row] = sum.squareRoot()
      }
    }
    for row in 0..<size {
      for k in 0..<row { solution[row] -= factor[row * size + k] * solution[k] }
      solution[row] /= factor[row * size + row]
    }
    for row in (0..<size).reversed() {
      for k in row + 1..<size { solution[row] -= factor[k * size + row] * solution[k] }
      solution[row] /= factor[row * size + row]
    }
    return Tensor(solution)
  }
}
