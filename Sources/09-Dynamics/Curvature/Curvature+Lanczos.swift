import Autograd
import TensorCore

// Both ends of the spectrum at once.

extension Curvature {
  /// The largest and the smallest eigenvalue, by Lanczos's method.
  ///
  /// The products H v, H² v, … of a random vector span a space in which the Hessian is a small tridiagonal matrix; its
  /// eigenvalues approach those of the Hessian from inside, the ends first. Every new vector is made orthogonal to all
  /// before it, twice, because rounding would bring found vectors back.
  ///
  /// ## Error
  ///
  /// Within `residual` of each value there is an eigenvalue; that it is the last one is likely, not certain. Thirty
  /// products are many for a spectrum with a few large values and a crowd near zero, as networks have.
  ///
  /// ## Source
  ///
  /// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, chapter 10
  ///
  /// - Parameters:
  ///   - iterationCount: The greatest number of products, of two gradients each; positive.
  ///   - generator: The source of the first vector.
  /// - Returns: Both ends; the same pair twice for a single parameter.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func ends(
    iterationCount: Int = 30, using generator: inout some RandomNumberGenerator
  ) throws -> (largest: Eigenpair, smallest: Eigenpair) {
    precondition(iterationCount > 0, "Curvature.ends: \(iterationCount) iterations")
    var basis = [randomUnit(using: &generator)]
    var (diagonal, besides): ([Scalar], [Scalar]) = ([], [])
    while true {
      var next = try product(with: basis[basis.count - 1])
      diagonal.append(dot(basis[basis.count - 1], next))
      for _ in 0..<2 {
        for earlier in basis { next = next - earlier * dot(earlier, next) }
      }
      let length = next.norm()
      besides.append(length)
      // What is left of a vector that lies in the space is the error of the differences.
      let noise = 10 * Scalar.pow(.ulpOfOne, 2.0 / 3) * (diagonal + besides).map(abs).reduce(0, max)
      guard length > noise, length.isFinite, basis.count < min(iterationCount, vector.count) else {
        break
      }
      basis.append(next / length)
    }
    precondition(
      (diagonal + besides).allSatisfy(\.isFinite),
      "Curvature.ends: a product of the Hessian is not finite: \(diagonal)")
    return Self.ends(of: basis, diagonal: diagonal, besides: besides)
  }

  /// The ends of the tridiagonal matrix, and their vectors in the space of the parameters.
  private static func ends(
    of basis: [Tensor], diagonal: [Scalar], besides: [Scalar]
  ) -> (largest: Eigenpair, smallest: Eigenpair) {
    let size = diagonal.count
    var matrix = Tensor.zeros([size, size])
    for index in 0..<size {
      matrix[index, index] = diagonal[index]
      guard index + 1 < size else { continue }
      matrix[index, index + 1] = besides[index]
      matrix[index + 1, index] = besides[index]
    }
    let (values, vectors) = matrix.symmetricEigenvalues()
    func pair(_ column: Int) -> Eigenpair {
      var vector = Tensor.zeros(basis[0].shape)
      for (index, part) in basis.enumerated() { vector = vector + part * vectors[index, column] }
      return Eigenpair(
        value: values[column], vector: vector / vector.norm(),
        residual: abs(besides[size - 1] * vectors[size - 1, column]))
    }
    return (pair(0), pair(size - 1))
  }
}
