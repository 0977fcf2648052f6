public import Autograd
public import TensorCore

/// The Hessian of a loss where the parameters stand, known by its products with vectors.
///
///     H v ≈ (∇L(w + h v) − ∇L(w − h v)) / 2h                                        (equation 9.1)
///
/// ```swift
/// var curvature = Curvature(of: model.trainedVariables) {
///   softmaxCrossEntropy(model(x), classes: [0, 1])
/// }
/// let (largest, smallest) = try curvature.ends(using: &generator)
/// largest.value            // the sharpness; 2 / it is the greatest stable rate of plain descent
/// smallest.value           // below zero there is a way down although the gradient may be 0
/// curvature.gradientCount  // two for each product
/// ```
///
/// The parameters are moved and put back; their gradients are forgotten. A product is a central difference with about
/// ten right digits in double precision and four in single; `ParameterVector.hessianProduct` has the error.
///
/// ## Source
///
/// Pearlmutter, "Fast exact multiplication by the Hessian", 1994, https://doi.org/10.1162/neco.1994.6.1.147
public struct Curvature {
  /// An eigenvalue of the Hessian with its vector, both approximate.
  public struct Eigenpair: Sendable {
    /// The curvature vᵀ H v along the vector.
    public let value: Scalar

    /// The vector v, of length 1 and shape `[count]`.
    public let vector: Tensor

    /// The length of H v − value · v: so near to `value` there is an eigenvalue for certain.
    public let residual: Scalar
  }

  /// The parameters as one vector.
  public let vector: ParameterVector

  /// How many gradients were computed so far.
  public private(set) var gradientCount = 0

  private let loss: () throws -> Variable

  /// Takes a loss.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients, at least one.
  ///   - loss: Computes the loss, one scalar; the same at the same parameters, so without dropout and on one batch.
  public init(of parameters: [Variable], loss: @escaping () throws -> Variable) {
    precondition(!parameters.isEmpty, "Curvature.init: there are no parameters")
    vector = ParameterVector(parameters)
    self.loss = loss
  }

  /// The gradient, of shape `[count]`; one gradient.
  ///
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func gradient() throws -> Tensor {
    gradientCount += 1
    return try vector.gradient(of: loss)
  }

  /// The product of the Hessian with a vector; two gradients (equation 9.1).
  ///
  /// - Parameter direction: Of shape `[count]`.
  /// - Returns: The product, of that shape.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func product(with direction: Tensor) throws -> Tensor {
    precondition(
      direction.shape == [vector.count],
      "Curvature.product: \(direction.shape) for \(vector.count) parameters")
    gradientCount += 2
    return try vector.hessianProduct(of: loss, with: direction)
  }

  /// The curvature along a direction, whatever its length; two gradients.
  ///
  /// - Parameter direction: Of shape `[count]`, not zero.
  /// - Returns: vᵀ H v / vᵀ v, which lies between the smallest and the largest eigenvalue.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func along(_ direction: Tensor) throws -> Scalar {
    let length = direction.norm()
    precondition(length > 0, "Curvature.along: the direction is zero")
    let unit = direction / length
    return dot(unit, try product(with: unit))
  }

  /// The whole matrix, of shape `[count, count]`, for small networks; two gradients for each parameter.
  ///
  /// - Returns: The Hessian, made symmetric.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func hessian() throws -> Tensor {
    let rows = try (0..<vector.count).map { index in
      var axis = Tensor.zeros([vector.count])
      axis[index] = 1
      return try product(with: axis).scalars
    }
    let matrix = Tensor(rows)
    return (matrix + matrix.transposed) / 2
  }

  /// The pair of a unit vector, from its product with the Hessian.
  func pair(_ unit: Tensor, product: Tensor) -> Eigenpair {
    let value = dot(unit, product)
    return Eigenpair(value: value, vector: unit, residual: (product - unit * value).norm())
  }

  /// A random vector of length 1.
  func randomUnit(using generator: inout some RandomNumberGenerator) -> Tensor {
    let direction = Tensor.normal([vector.count], using: &generator)
    return direction / direction.norm()
  }
}
