public import Autograd
public import TensorCore

/// The greatest curvature of a loss, followed while a network trains.
///
/// The Hessian is multiplied again and again with a vector, which turns toward the eigenvector of the eigenvalue
/// with the greatest magnitude; the next measurement goes on from there, so that few products are enough.
///
/// ```swift
/// let w = Variable(Tensor([1, 1]), requiresGradient: true)
/// var generator = SplitMix64(seed: 1)
/// var sharpness = Sharpness([w], using: &generator)
/// try sharpness.measure(iterationCount: 30) { (w * w * Variable(Tensor([1, 5]))).sum() }   // 10
/// ```
///
/// ## Error
///
/// Each product is a central difference of gradients; see `ParameterVector.hessianProduct`. How fast the vector
/// turns depends on the gap to the second eigenvalue.
///
/// ## Source
///
/// Power iteration: von Mises and Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung", 1929,
/// https://doi.org/10.1002/zamm.19290090206
public struct Sharpness {
  private let vector: ParameterVector
  private var direction: Tensor

  /// Begins with a random vector.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients.
  ///   - generator: The source of the vector.
  public init(_ parameters: [Variable], using generator: inout some RandomNumberGenerator) {
    vector = ParameterVector(parameters)
    direction = .normal([vector.count], using: &generator)
    direction /= direction.norm()
  }

  /// Multiplies on, and measures the curvature along the vector.
  ///
  /// - Parameters:
  ///   - iterationCount: The number of products, of two gradients each; positive.
  ///   - loss: Computes the loss, one scalar; the same at the same parameters.
  /// - Returns: The curvature, vᵀ H v. The parameters are as before, their gradients forgotten.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func measure(
    iterationCount: Int = 8, of loss: () throws -> Variable
  ) throws -> Scalar {
    precondition(iterationCount > 0, "Sharpness.measure: \(iterationCount) iterations")
    var curvature: Scalar = 0
    for _ in 0..<iterationCount {
      let product = try vector.hessianProduct(of: loss, with: direction)
      curvature = dot(direction, product)
      let length = product.norm()
      guard length > 0, length.isFinite else { return curvature }
      direction = product / length
    }
    return curvature
  }
}
