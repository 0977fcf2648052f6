public import TensorCore

/// A bowl or a saddle, ½ (x − c)ᵀ A (x − c), with its gradient and Newton's step.
public struct Quadratic: Sendable {
  /// The symmetric matrix A.
  public let curvature: Tensor

  /// The place c where the gradient is zero.
  public let center: Tensor

  private let eigenvalues: Tensor
  private let eigenvectors: Tensor

  /// Creates a quadratic.
  ///
  /// - Parameters:
  ///   - curvature: A symmetric matrix of shape `[n, n]`.
  ///   - center: The place where the gradient is zero, of shape `[n]`; the origin unless given.
  public init(curvature: Tensor, center: Tensor? = nil) {
    precondition(
      curvature.shape.axisCount == 2 && curvature.shape[0] == curvature.shape[1],
      "Quadratic.init: no square matrix: \(curvature.shape)")
    self.curvature = curvature
    self.center = center ?? .zeros([curvature.shape[0]])
    (eigenvalues, eigenvectors) = curvature.symmetricEigenvalues()
  }

  /// Creates a bowl along the axes.
  ///
  /// - Parameter curvatures: The curvature along each axis.
  public init(curvatures: [Scalar]) {
    var matrix = Tensor.zeros([curvatures.count, curvatures.count])
    for (axis, curvature) in curvatures.enumerated() { matrix[axis, axis] = curvature }
    self.init(curvature: matrix)
  }

  /// The value at a place of shape `[n]`.
  public func value(at x: Tensor) -> Scalar { dot(x - center, gradient(at: x)) / 2 }

  /// The gradient A (x − c), of shape `[n]`.
  public func gradient(at x: Tensor) -> Tensor { matvec(curvature, x - center) }

  /// The condition number: the greatest curvature over the least in magnitude.
  public var conditionNumber: Scalar {
    let sizes = eigenvalues.map { abs($0) }
    return sizes.max() / sizes.min()
  }

  /// Newton's step, −A⁻¹ g, which ends at the place where the gradient is zero, be it a minimum or not.
  ///
  /// - Parameters:
  ///   - x: The place, of shape `[n]`.
  ///   - avoidsSaddles: Whether magnitudes of curvatures are used, so that a saddle is left and not sought.
  /// - Returns: The step, of shape `[n]`.
  ///
  /// ## Source
  ///
  /// With magnitudes: Dauphin and others, "Identifying and attacking the saddle point problem", 2014,
  /// https://arxiv.org/abs/1406.2572, Algorithm 1
  public func newtonStep(at x: Tensor, avoidsSaddles: Bool = false) -> Tensor {
    // Vᵀ g, divided by the curvatures, and back; eigenvectors stand in columns.
    let components = matvec(transposing: eigenvectors, gradient(at: x))
    let scaled = components.combined(with: eigenvalues) { g, lambda in
      -g / (avoidsSaddles ? abs(lambda) : lambda)
    }
    return matvec(eigenvectors, scaled)  // (equation 7.18)
  }
}
