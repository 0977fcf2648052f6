import Regularization
public import TensorCore

/// A hidden layer with random weights, and the best output weights that least squares finds: what a width can represent at best.
///
/// Training cannot do better on the same hidden weights, so a floor here is no matter of the optimizer.
public struct RandomFeatures: Sendable {
  /// The function of a hidden unit.
  public enum Activation: String, Sendable, CaseIterable {
    /// max(z, 0): not a polynomial, hence universal.
    case relu
    /// z²: the whole layer is a polynomial of degree 2, whatever its width.
    case square
    /// (z²)² by two layers of squares: degree 4, whatever the widths.
    case squareTwice = "square twice"
    /// tanh z.
    case tanh

    func callAsFunction(_ z: Tensor) -> Tensor {
      switch self {
      case .relu: z.map { z in max(z, 0) }
      case .square, .squareTwice: z.map { z in z * z }
      case .tanh: z.map { z in .tanh(z) }
      }
    }
  }

  /// The number of hidden units.
  public var unitCount: Int

  /// The function of a hidden unit.
  public var activation: Activation

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - unitCount: The number of hidden units; positive.
  ///   - activation: The function of each.
  /// - Precondition: The number is positive.
  public init(unitCount: Int, activation: Activation) {
    precondition(unitCount > 0, "RandomFeatures.init: no units: \(unitCount)")
    self.unitCount = unitCount
    self.activation = activation
  }

  /// The root of the mean squared error of the best fit, on a grid four times as fine as the one that was fitted.
  ///
  /// - Parameters:
  ///   - function: The target on −1…1.
  ///   - sampleCount: The number of points that are fitted; at least 2.
  ///   - seed: What weights are drawn from.
  /// - Returns: The error on the finer grid, so that a fit that only meets its points does not count as exact.
  public func error(
    fitting function: (Scalar) -> Scalar, sampleCount: Int = 201, seed: UInt64
  ) -> Scalar {
    precondition(sampleCount >= 2, "RandomFeatures.error: \(sampleCount) points")
    var generator = SplitMix64(seed: seed)
    let layers = Self.layers(
      count: activation == .squareTwice ? 2 : 1, width: unitCount, using: &generator)
    let points = Tensor.linearlySpaced(from: -1, through: 1, count: sampleCount)
    let fine = Tensor.linearlySpaced(from: -1, through: 1, count: 4 * sampleCount - 3)
    // A little ridge keeps the solution finite where features are nearly alike.
    let weights = LeastSquares.ridge(
      features(points, layers), targets: points.map { function($0) },
      strength: 1e-12 * Scalar(sampleCount))
    let misses = matvec(features(fine, layers), weights) - fine.map { function($0) }
    return (misses * misses).mean().squareRoot()
  }

  private static func layers(
    count: Int, width: Int, using generator: inout SplitMix64
  ) -> [(weight: Tensor, bias: Tensor)] {
    (0..<count).map { index in
      let inputs = index == 0 ? 1 : width
      return (
        Tensor.normal([width, inputs], using: &generator) / Scalar(inputs).squareRoot(),
        Tensor.uniform([width], in: -1..<1, using: &generator)
      )
    }
  }

  /// The outputs of the last hidden layer and a column of ones, of shape `[points, units + 1]`.
  private func features(_ points: Tensor, _ layers: [(weight: Tensor, bias: Tensor)]) -> Tensor {
    var values = points.reshaped(to: [points.elementCount, 1])
    for layer in layers {
      values = activation(affine(values, weight: layer.weight, bias: layer.bias))
    }
    return .concatenation([values, .ones([points.elementCount, 1])], axis: 1)
  }
}
