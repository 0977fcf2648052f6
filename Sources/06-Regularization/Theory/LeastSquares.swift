public import TensorCore

/// Linear least squares, plain, with ridge, and of least norm where many weights fit.
public enum LeastSquares {
  /// The weights with the least ‖y − X w‖² + λ ‖w‖².
  ///
  /// In the directions of the singular vectors of X it multiplies the plain solution by ``shrinkage(singularValue:strength:)``.
  /// The factors of X with √λ times the identity below it are used, which do not square the condition number.
  ///
  /// ## Conventions
  ///
  /// The *sum* of squared errors and no half, as scikit-learn's `Ridge`. With the mean of n errors the strength is n λ.
  ///
  /// ## Source
  ///
  /// Hoerl and Kennard, “Ridge regression”, 1970, https://doi.org/10.1080/00401706.1970.10488634
  ///
  /// - Parameters:
  ///   - inputs: The matrix X, of shape `[samples, features]`; of full column rank for a strength of 0.
  ///   - targets: The vector y, of shape `[samples]`.
  ///   - strength: The number λ; not negative.
  /// - Returns: The weights, of shape `[features]`.
  /// - Precondition: The arguments are as said.
  public static func ridge(_ inputs: Tensor, targets: Tensor, strength: Scalar) -> Tensor {
    check(inputs, targets, in: "LeastSquares.ridge")
    precondition(
      strength >= 0, "LeastSquares.ridge: the strength is negative or NaN: \(strength)")
    let featureCount = inputs.shape[1]
    guard strength > 0 else { return solve(inputs, targets) }
    let root = Tensor.identity(featureCount) * strength.squareRoot()
    return solve(
      .concatenation([inputs, root]), .concatenation([targets, .zeros([featureCount])]))
  }

  /// Of all weights with the least ‖y − X w‖² those of least norm: where gradient descent from 0 arrives.
  ///
  /// - Parameters:
  ///   - inputs: The matrix X, of shape `[samples, features]`, of full rank.
  ///   - targets: The vector y, of shape `[samples]`.
  /// - Returns: The weights, of shape `[features]`.
  /// - Precondition: The shapes are as said.
  public static func minimumNorm(_ inputs: Tensor, targets: Tensor) -> Tensor {
    check(inputs, targets, in: "LeastSquares.minimumNorm")
    guard inputs.shape[0] < inputs.shape[1] else { return solve(inputs, targets) }
    // Xᵀ = Q R, so X w = y has the solution w = Q R⁻ᵀ y in the space of the rows.
    let (q, r) = inputs.transposed.qrDecomposition()
    let count = inputs.shape[0]
    var solution = targets.scalars
    for row in 0..<count {
      for column in 0..<row { solution[row] -= r[column, row] * solution[column] }
      solution[row] /= r[row, row]
    }
    return matvec(q, Tensor(solution))
  }

  /// By which factor ridge shrinks the part of the solution along a singular vector: s² / (s² + λ)  (equation 6.24).
  ///
  /// - Parameters:
  ///   - singularValue: The singular value s of the inputs.
  ///   - strength: The number λ.
  /// - Returns: The factor, in 0…1.
  public static func shrinkage(singularValue: Double, strength: Double) -> Double {
    singularValue * singularValue / (singularValue * singularValue + strength)  // (equation 6.24)
  }

  /// The solution for a matrix with at least as many rows as columns.
  private static func solve(_ inputs: Tensor, _ targets: Tensor) -> Tensor {
    let (q, r) = inputs.qrDecomposition()
    var solution = matvec(transposing: q, targets).scalars
    for row in stride(from: solution.count - 1, through: 0, by: -1) {
      for column in row + 1..<solution.count { solution[row] -= r[row, column] * solution[column] }
      solution[row] /= r[row, row]
    }
    return Tensor(solution)
  }

  private static func check(_ inputs: Tensor, _ targets: Tensor, in function: String) {
    precondition(
      inputs.shape.axisCount == 2 && targets.shape == [inputs.shape[0]],
      "\(function): targets \(targets.shape) for inputs \(inputs.shape)")
  }
}
