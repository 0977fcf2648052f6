public import Perceptron
public import TensorCore

/// A function of one number that is straight between its knots, and the ReLU network that *is* that function.
///
///     f(x) = y₀ + Σᵢ (uᵢ − uᵢ₋₁) relu(x − xᵢ)      i = 0 … n − 1, u₋₁ = 0          (equation 10.1)
///
/// with the slopes uᵢ = (yᵢ₊₁ − yᵢ) / (xᵢ₊₁ − xᵢ): one hidden unit a piece, each adds its *change* of slope.
/// To the left of the first knot the function is constant, to the right of the last it goes on straight.
///
/// ```swift
/// let curve = PiecewiseLinear(
///   interpolating: { .sine(2 * .pi * $0) }, over: 0...1, pieceCount: 23)
/// curve.network(Tensor([[0.25]]))  // close to 1
/// ```
public struct PiecewiseLinear: Hashable, Sendable {
  /// The places where the slope may change, increasing; the first and the last are the ends.
  public let knots: [Scalar]

  /// The values at the knots.
  public let values: [Scalar]

  /// Creates the function through given points.
  ///
  /// - Parameters:
  ///   - knots: At least two finite numbers, increasing.
  ///   - values: A finite number for each.
  /// - Precondition: The arguments are as said.
  public init(knots: [Scalar], values: [Scalar]) {
    precondition(
      knots.count >= 2 && knots.count == values.count
        && zip(knots, knots.dropFirst()).allSatisfy { $0 < $1 }
        && (knots + values).allSatisfy { $0.isFinite },
      "PiecewiseLinear.init: not two increasing knots or more with a value each: \(knots), \(values)"
    )
    self.knots = knots
    self.values = values
  }

  /// Creates the function that agrees with another one at equally spaced knots.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - range: Where it is wanted, of positive length.
  ///   - pieceCount: The number of pieces; positive.
  /// - Precondition: The arguments are as said.
  public init(
    interpolating function: (Scalar) -> Scalar, over range: ClosedRange<Scalar>, pieceCount: Int
  ) {
    precondition(
      pieceCount > 0, "PiecewiseLinear.init: the number of pieces is not positive: \(pieceCount)")
    let knots = Tensor.linearlySpaced(
      from: range.lowerBound, through: range.upperBound, count: pieceCount + 1
    ).scalars
    self.init(knots: knots, values: knots.map(function))
  }

  /// The number of pieces, which is the number of hidden units that ``network`` has.
  public var pieceCount: Int { knots.count - 1 }

  /// The slope of each piece.
  public var slopes: [Scalar] {
    (0..<pieceCount).map { slope(ofPiece: $0) }
  }

  /// The value at a number.
  public func callAsFunction(_ x: Scalar) -> Scalar {
    if x <= knots[0] { return values[0] }
    // The piece whose left knot is the last one not above x.
    var (low, high) = (0, pieceCount)
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle] <= x { low = middle } else { high = middle }
    }
    return values[low] + slope(ofPiece: low) * (x - knots[low])
  }

  private func slope(ofPiece piece: Int) -> Scalar {
    let rise = values[piece + 1] - values[piece]
    return rise / (knots[piece + 1] - knots[piece])
  }

  /// The same function as a network with one hidden layer of ``pieceCount`` ReLUs.
  public var network: MultilayerPerceptron {
    let slopes = slopes
    let changes = slopes.indices.map { $0 == 0 ? slopes[0] : slopes[$0] - slopes[$0 - 1] }
    return MultilayerPerceptron(
      layers: [
        AffineMap(weight: .ones([pieceCount, 1]), bias: -Tensor(Array(knots.dropLast()))),
        // (equation 10.1)
        AffineMap(
          weight: Tensor(changes).reshaped(to: [1, pieceCount]), bias: Tensor([values[0]])),
      ], nonlinearity: .relu)
  }
}

// MARK: - How many pieces

extension PiecewiseLinear {
  /// The bound on the error of interpolation.
  ///
  ///     M Δ² / 8                                                                  (equation 10.2)
  ///
  /// - Parameters:
  ///   - curvature: A bound M on the magnitude of the second derivative.
  ///   - spacing: The distance Δ of two knots.
  /// - Returns: What no error between the knots exceeds.
  public static func errorBound(curvature: Scalar, spacing: Scalar) -> Scalar {
    curvature * spacing * spacing / 8  // (equation 10.2)
  }

  /// How many equal pieces are enough for an error.
  ///
  ///     the least n with M (L / n)² / 8 ≤ ε                                        (equation 10.3)
  ///
  /// Enough, and not needed: other knots, or values off the curve, can do with fewer.
  ///
  /// - Parameters:
  ///   - error: The error ε that is allowed; positive.
  ///   - curvature: A bound M on the magnitude of the second derivative; not negative.
  ///   - length: The length L of the interval; positive.
  /// - Returns: The number of pieces, at least 1.
  /// - Precondition: The arguments are as said.
  public static func sufficientPieceCount(
    error: Scalar, curvature: Scalar, length: Scalar
  ) -> Int {
    precondition(
      error > 0 && curvature >= 0 && length > 0 && (curvature / error).isFinite,
      "PiecewiseLinear.sufficientPieceCount: error \(error), curvature \(curvature), length \(length)"
    )
    let count = (length * (curvature / (8 * error)).squareRoot()).rounded(.up)  // (equation 10.3)
    return max(1, Int(count))
  }

  /// The greatest distance to another function, at equally spaced numbers between the outer knots.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - sampleCount: How many numbers are tried; at least 2.
  /// - Returns: The greatest distance found.
  public func greatestError(to function: (Scalar) -> Scalar, sampleCount: Int = 10_001) -> Scalar {
    Tensor.linearlySpaced(from: knots[0], through: knots[pieceCount], count: sampleCount).scalars
      .reduce(0) { max($0, abs(self($1) - function($1))) }
  }
}
