import Foundation
import TensorCore
import Testing

struct LinearAlgebraTests {
  /// A bound on rounding in `size` steps on numbers of a given magnitude.
  private func rounding(_ size: Int, _ magnitude: Scalar = 1) -> Scalar {
    16 * Scalar(max(1, size)) * magnitude * Scalar.ulpOfOne
  }

  // MARK: QR

  @Test func `factors by hand`() {
    let (q, r) = Tensor([[3], [4]]).qrDecomposition()
    #expect(q.distance(to: Tensor([[0.6], [0.8]])) < rounding(1))
    #expect(r.distance(to: Tensor([[5]])) < rounding(1, 5))
    for (number, sign) in [(2, 1), (-2, -1)] as [(Scalar, Scalar)] {
      let (q, r) = Tensor([[number]]).qrDecomposition()
      #expect(q == Tensor([[sign]]))
      #expect(r == Tensor([[2]]))
    }
  }

  @Test func `factors of every shape reproduce the matrix`() {
    for columnCount in 0...6 {
      for rowCount in columnCount...7 {
        let a = Tensor.random([rowCount, columnCount], seed: UInt64(8 * rowCount + columnCount))
        expectFactors(a, "\(rowCount) by \(columnCount)")
      }
    }
    expectFactors(.random([60, 20]), "60 by 20")
  }

  @Test func `an orthonormal matrix times a triangle factors into both`() {
    let q = Tensor.random([6, 3], seed: 3).qrDecomposition().q
    let r = Tensor([[2, -1, 5], [0, 1, 3], [0, 0, 4]])
    let found = matmul(q, r).qrDecomposition()
    #expect(found.q.distance(to: q) < rounding(6, 8))
    #expect(found.r.distance(to: r) < rounding(6, 8))
  }

  @Test func `dependent columns still give an orthonormal factor`() {
    let twice = Tensor([[1, 2, 0], [2, 4, 1], [3, 6, 0], [0, 0, 1]])
    expectFactors(twice, "the second column is twice the first")
    #expect(abs(twice.qrDecomposition().r[1, 1]) < rounding(4, 8))
    expectFactors(.zeros([4, 3]), "zeros")
    expectFactors(Tensor([[0, 1], [0, 1], [0, 1]]), "a column of zeros")
    #expect(Tensor.zeros([4, 3]).qrDecomposition().r == .zeros([3, 3]))
  }

  @Test func `a column that almost lies on its axis loses no digits`() {
    // Reflected onto the near side of the axis, the first entry would cancel against the length.
    let small = Scalar.ulpOfOne.squareRoot() / 4
    expectFactors(Tensor([[1, 2], [small, 1], [0, 1]]), "on the positive side")
    expectFactors(Tensor([[-1, 2], [small, 1], [0, 1]]), "on the negative side")
  }

  @Test func `columns of any magnitude are factored`() {
    let a = Tensor.random([5, 3], seed: 4)
    let scale = Scalar.greatestFiniteMagnitude.squareRoot() * 64
    for scale in [scale, 1 / scale] {
      let (q, r) = (a * scale).qrDecomposition()
      #expect(q.distance(to: a.qrDecomposition().q) < rounding(5))
      #expect((r / scale).distance(to: a.qrDecomposition().r) < rounding(5, 4))
    }
  }

  private func expectFactors(
    _ a: Tensor, _ name: Comment, at location: SourceLocation = #_sourceLocation
  ) {
    let (q, r) = a.qrDecomposition()
    let (rowCount, columnCount) = (a.shape[0], a.shape[1])
    #expect(q.shape == a.shape, name, sourceLocation: location)
    #expect(r.shape == [columnCount, columnCount], name, sourceLocation: location)
    let product = matmul(q, q, transposing: .left)
    #expect(
      product.distance(to: .identity(columnCount)) < rounding(rowCount), name,
      sourceLocation: location)
    #expect(
      matmul(q, r).distance(to: a) < rounding(rowCount, 1 + a.maximumMagnitude()), name,
      sourceLocation: location)
    for row in 0..<columnCount {
      #expect(r[row, row] >= 0, name, sourceLocation: location)
      for column in 0..<row { #expect(r[row, column] == 0, name, sourceLocation: location) }
    }
  }

  // MARK: Eigenvalues

  @Test func `eigenvalues by hand`() {
    let (values, vectors) = Tensor([[2, 1], [1, 2]]).symmetricEigenvalues()
    #expect(values.distance(to: Tensor([3, 1])) < rounding(2, 3))
    let half = Scalar(0.5).squareRoot()
    #expect(
      vectors.map { abs($0) }.distance(to: Tensor([[half, half], [half, half]])) < rounding(2))
    #expect(vectors[0, 0] * vectors[1, 0] > 0)
    #expect(vectors[0, 1] * vectors[1, 1] < 0)
    #expect(Tensor([[-7]]).symmetricEigenvalues().values == Tensor([-7]))
    #expect(Tensor([[-7]]).symmetricEigenvalues().vectors == Tensor([[1]]))
    #expect(Tensor.zeros([0, 0]).symmetricEigenvalues().values.shape == [0])
  }

  @Test func `a diagonal matrix gives its sorted diagonal and the axes`() {
    var a = Tensor.zeros([4, 4])
    for (index, value) in ([-1, 3, 0, 2] as [Scalar]).enumerated() { a[index, index] = value }
    let (values, vectors) = a.symmetricEigenvalues()
    #expect(values == Tensor([3, 2, 0, -1]))
    #expect(vectors == Tensor.identity(4).gathering(rows: [1, 3, 2, 0]).transposed)
  }

  @Test func `the eigenvalues of the second difference are known`() {
    // 2 − 2 cos(kπ / (n + 1)): the vibrations of n beads on a string.
    for size in [1, 2, 3, 8, 21] {
      var a = Tensor.identity(size) * 2
      for index in 1..<size { (a[index, index - 1], a[index - 1, index]) = (-1, -1) }
      let expected = (1...size).reversed().map { k -> Scalar in
        let angle = Double(k) * Double.pi / Double(size + 1)
        return Scalar(2 - 2 * cos(angle))
      }
      let values = a.symmetricEigenvalues().values
      #expect(values.distance(to: Tensor(expected)) < rounding(size, 4), "\(size)")
    }
  }

  @Test func `values and vectors reproduce the matrix`() {
    for size in [2, 3, 5, 12] {
      for scale: Scalar in [1, 1e-20, 1e15] {
        let x = Tensor.random([size, size], seed: UInt64(size))
        let a = (x + x.transposed) * scale
        let (values, vectors) = a.symmetricEigenvalues()
        let orthogonality = matmul(vectors, vectors, transposing: .left)
        #expect(orthogonality.distance(to: .identity(size)) < rounding(size))
        let rebuilt = matmul(vectors * values, vectors, transposing: .right)
        #expect(rebuilt.distance(to: a) < rounding(size, 8 * scale))
        #expect(values.scalars == values.scalars.sorted(by: >))
      }
    }
  }

  @Test func `equal eigenvalues have orthonormal vectors`() {
    // Ones everywhere: the size once, and zero for the rest.
    let (values, vectors) = Tensor.ones([5, 5]).symmetricEigenvalues()
    #expect(values.distance(to: Tensor([5, 0, 0, 0, 0])) < rounding(5, 5))
    let product = matmul(vectors, vectors, transposing: .left)
    #expect(product.distance(to: .identity(5)) < rounding(5))
    #expect(Tensor.identity(3).symmetricEigenvalues().values == .ones([3]))
    #expect(Tensor.identity(3).symmetricEigenvalues().vectors == .identity(3))
  }

  // MARK: Spectral norm

  @Test func `the spectral norm is the greatest singular value`() {
    var generator = SplitMix64(seed: 1)
    let known: [(Tensor, Scalar)] = [
      (Tensor([[-3]]), 3),
      (Tensor([[0, 2], [0, 0]]), 2),
      (Tensor([[1, 0, 0], [0, -5, 0]]), 5),
      (outer(Tensor([3, 4]), Tensor([1, 2, 2])), 15),
      (.zeros([3, 2]), 0), (.zeros([0, 2]), 0), (.zeros([2, 0]), 0),
    ]
    for (matrix, norm) in known {
      #expect(abs(matrix.spectralNorm(using: &generator) - norm) <= rounding(4, norm))
    }
  }

  @Test func `the squared spectral norm is the top Gram eigenvalue`() {
    var generator = SplitMix64(seed: 2)
    for shape: Shape in [[4, 4], [6, 3], [3, 6]] {
      let a = Tensor.random(shape, seed: 5)
      let gram = matmul(a, a, transposing: .left)
      let norm = a.spectralNorm(iterationCount: 500, using: &generator)
      let greatest = gram.symmetricEigenvalues().values[0]
      #expect(abs(norm * norm / greatest - 1) < rounding(8), "\(shape)")
    }
  }

  @Test func `the spectral norm of a large matrix does not overflow`() {
    var generator = SplitMix64(seed: 3)
    let large = Scalar.greatestFiniteMagnitude / 4
    let norm = Tensor([[large, 0], [0, 1]]).spectralNorm(using: &generator)
    #expect(abs(norm / large - 1) < rounding(2))
  }

  @Test func `a hundred iterations are made unless another count is given`() {
    // So close are the two singular values that every iteration still changes the result.
    let slow = Tensor([[1, 0], [0, 0.99]])
    func norm(_ iterationCount: Int) -> Scalar {
      var generator = SplitMix64(seed: 4)
      return slow.spectralNorm(iterationCount: iterationCount, using: &generator)
    }
    var generator = SplitMix64(seed: 4)
    #expect(slow.spectralNorm(using: &generator) == norm(100))
    #expect(norm(99) < norm(100))
  }
}
