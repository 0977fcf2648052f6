// The small amount of linear algebra that lessons need beyond products: OpenBLAS, as it is
// packaged, may come without LAPACK.

extension Tensor {
  /// The factors of a matrix with orthonormal columns times an upper triangular one.
  ///
  /// Householder reflections fold the part of each column below the diagonal onto the diagonal.
  /// The signs are chosen so that the diagonal of `r` is not negative, which makes the factors
  /// unique for a matrix of full rank, and makes `q` uniformly distributed for a normal matrix.
  ///
  /// - Returns: `q` of shape `[rows, columns]` and `r` of shape `[columns, columns]`.
  /// - Precondition: The tensor is a matrix with at least as many rows as columns.
  /// - Complexity: O(rows · columns²)
  ///
  /// ## Source
  ///
  /// Householder, "Unitary triangularization of a nonsymmetric matrix", 1958,
  /// https://doi.org/10.1145/320941.320947; the signs: Mezzadri, "How to generate random matrices
  /// from the classical compact groups", 2007, https://arxiv.org/abs/math-ph/0609050
  public func qrDecomposition() -> (q: Tensor, r: Tensor) {
    precondition(
      shape.axisCount == 2 && shape[0] >= shape[1],
      "Tensor.qrDecomposition: not a matrix with at least as many rows as columns: \(shape)")
    let (rowCount, columnCount) = (shape[0], shape[1])
    var r = self
    var reflectors: [[Scalar]] = []
    for column in 0..<columnCount {
      var v = (0..<rowCount).map { $0 < column ? 0 : r[$0, column] }
      let length = Tensor(v).norm()
      v[column] += v[column] < 0 ? -length : length
      let size = Tensor(v).norm()
      if size > 0 { v = v.map { $0 / size } }
      reflectors.append(v)
      r.reflect(by: v)
    }
    var q = Tensor.zeros(shape)
    for column in 0..<columnCount { q[column, column] = 1 }
    for v in reflectors.reversed() { q.reflect(by: v) }
    r = r.slice(0..<columnCount)
    for column in 0..<columnCount {
      for row in column + 1..<columnCount { r[row, column] = 0 }
      guard r[column, column] < 0 else { continue }
      for other in 0..<columnCount { r[column, other] = -r[column, other] }
      for row in 0..<rowCount { q[row, column] = -q[row, column] }
    }
    return (q, r)
  }

  /// Subtracts from every column twice its component along the unit vector `v`.
  private mutating func reflect(by v: [Scalar]) {
    let direction = Tensor(v)
    let components = matvec(transposing: self, direction)
    self -= outer(direction, components) * 2
  }

  /// The eigenvalues of a symmetric matrix, greatest first, with their unit eigenvectors.
  ///
  /// Jacobi's method: rotations in the plane of two axes make one off-diagonal entry after the
  /// other zero, in sweeps, until all of them are negligible.
  ///
  /// - Returns: The values, of shape `[size]`, and the vectors as columns, of shape `[size, size]`.
  /// - Precondition: The matrix is square, finite, and symmetric but for rounding.
  /// - Complexity: O(size³) a sweep; fewer than ten sweeps as a rule.
  ///
  /// ## Source
  ///
  /// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 8.5.
  public func symmetricEigenvalues() -> (values: Tensor, vectors: Tensor) {
    precondition(
      shape.axisCount == 2 && shape[0] == shape[1],
      "Tensor.symmetricEigenvalues: not a square matrix: \(shape)")
    let size = shape[0]
    let scale = maximumMagnitude()
    precondition(isFinite, "Tensor.symmetricEigenvalues: the matrix holds NaN or infinity")
    for row in 0..<size {
      for column in 0..<row {
        let (above, below) = (self[column, row], self[row, column])
        precondition(
          abs(above - below) <= 16 * Scalar.ulpOfOne * scale,
          "Tensor.symmetricEigenvalues: not symmetric: \(above) at [\(column), \(row)] and "
            + "\(below) at [\(row), \(column)]")
      }
    }
    var a = self
    var vectors = Tensor.identity(size)
    for _ in 0..<50 {
      var largest: Scalar = 0
      for p in 0..<size {
        for q in p + 1..<size {
          largest = Swift.max(largest, abs(a[p, q]))
          Tensor.rotate(&a, &vectors, p, q)
        }
      }
      if largest <= scale * Scalar.ulpOfOne { break }
    }
    let order = (0..<size).sorted { a[$0, $0] > a[$1, $1] }
    let values = Tensor(order.map { a[$0, $0] })
    return (values, vectors.transposed.gathering(rows: order).transposed)
  }

  /// One rotation of Jacobi's method: makes `a[p, q]` zero.
  private static func rotate(_ a: inout Tensor, _ vectors: inout Tensor, _ p: Int, _ q: Int) {
    guard a[p, q] != 0 else { return }
    let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
    let t = (theta < 0 ? -1 : 1) / (abs(theta) + Scalar.squareRoot(theta * theta + 1))
    let cosine = 1 / Scalar.squareRoot(t * t + 1)
    let sine = t * cosine
    for k in 0..<a.shape[0] {
      let (x, y) = (a[k, p], a[k, q])
      (a[k, p], a[k, q]) = (cosine * x - sine * y, sine * x + cosine * y)
      let (u, v) = (vectors[k, p], vectors[k, q])
      (vectors[k, p], vectors[k, q]) = (cosine * u - sine * v, sine * u + cosine * v)
    }
    for k in 0..<a.shape[0] {
      let (x, y) = (a[p, k], a[q, k])
      (a[p, k], a[q, k]) = (cosine * x - sine * y, sine * x + cosine * y)
    }
  }

  /// The greatest singular value of a matrix, by power iteration on `aᵀ · a`.
  ///
  /// Each iteration multiplies the error by the square of the ratio of the two greatest singular
  /// values; the result is never too large, but for rounding.
  ///
  /// ## Source
  ///
  /// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 8.2.
  ///
  /// - Parameters:
  ///   - iterationCount: More iterations are needed the closer the two greatest values are.
  ///   - generator: The source of the first vector.
  /// - Returns: The norm; 0 for a matrix of zeros or without scalars.
  /// - Precondition: The tensor is a matrix, and `iterationCount > 0`.
  /// - Complexity: O(rows · columns · iterations).
  public func spectralNorm(
    iterationCount: Int = 100, using generator: inout some RandomNumberGenerator
  ) -> Scalar {
    precondition(shape.axisCount == 2, "Tensor.spectralNorm: not a matrix: \(shape)")
    precondition(
      iterationCount > 0,
      "Tensor.spectralNorm: iterationCount must be positive: \(iterationCount)")
    var v = Tensor.normal([shape[1]], using: &generator)
    var norm: Scalar = 0
    for _ in 0..<iterationCount {
      // Unit vectors on both sides, so that squares of large or small norms never arise.
      v /= v.norm()
      let u = matvec(self, v)
      norm = u.norm()
      if norm == 0 { return 0 }
      v = matvec(transposing: self, u / norm)
    }
    return norm
  }
}
