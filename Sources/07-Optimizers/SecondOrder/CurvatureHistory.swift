public import TensorCore

/// The last changes of the parameters, each with its change of the gradient: all that L-BFGS knows of the
/// Hessian.
///
/// ```swift
/// var history = CurvatureHistory(length: 100, parameterCount: 2)
/// history.remember(change: Tensor([1, 0]), curvature: Tensor([4, 0]))
/// history.direction(against: Tensor([8, 4]))   // [−2, −1]: the inverse of 4 in both directions
/// ```
///
/// ## Source
///
/// Nocedal and Wright, "Numerical optimization", 2006, Algorithm 7.4 and equation (7.20)
public struct CurvatureHistory: Sendable {
  /// The greatest number of pairs that are kept.
  public let length: Int

  /// The number of parameters.
  public let parameterCount: Int

  /// The change s of the parameters and the change y of the gradient, the oldest pair first.
  public private(set) var pairs: [(change: Tensor, curvature: Tensor)] = []

  /// The multiple of the identity that the inverse begins with, s·y / y·y of the last pair.
  public internal(set) var scale: Scalar = 1

  /// Creates a history without pairs.
  ///
  /// - Parameters:
  ///   - length: The greatest number of pairs that are kept; positive.
  ///   - parameterCount: The number of parameters; positive.
  public init(length: Int, parameterCount: Int) {
    precondition(
      length > 0 && parameterCount > 0,
      "CurvatureHistory: length \(length), \(parameterCount) parameters")
    self.length = length
    self.parameterCount = parameterCount
  }

  /// Remembers a pair and forgets the oldest if there are too many.
  ///
  /// A pair whose product is not above 1e-10 is left out: the loss did not curve upward there, and the direction
  /// would no longer descend.
  ///
  /// - Parameters:
  ///   - change: What was added to the parameters, s.
  ///   - curvature: What that added to the gradient, y.
  public mutating func remember(change: Tensor, curvature: Tensor) {
    let product = dot(curvature, change)
    guard product > 1e-10 else { return }
    if pairs.count == length { pairs.removeFirst() }
    pairs.append((change, curvature))
    scale = product / dot(curvature, curvature)
  }

  /// Minus the inverse of the Hessian, as far as the pairs show it, times a gradient.
  ///
  /// - Parameter gradient: The gradient.
  /// - Returns: The direction, of the gradient's shape.
  /// - Complexity: Four products of vectors for every pair; the matrix is never formed.
  public func direction(against gradient: Tensor) -> Tensor {
    var q = -gradient
    var shares: [Scalar] = []
    for (change, curvature) in pairs.reversed() {
      let share = dot(change, q) / dot(curvature, change)
      q -= curvature * share
      shares.append(share)
    }
    q *= scale
    for ((change, curvature), share) in zip(pairs, shares.reversed()) {
      q += change * (share - dot(curvature, q) / dot(curvature, change))
    }
    return q
  }

  /// Every change above its change of the gradient, and zeros in the place of pairs that are not there yet:
  /// shape `[2 · length, parameterCount]`.
  var rows: Tensor {
    get {
      let rows = pairs.flatMap { [$0.change, $0.curvature] }
        .map { $0.reshaped(to: [1, parameterCount]) }
      let missing = 2 * length - rows.count
      return .concatenation(rows + (missing > 0 ? [.zeros([missing, parameterCount])] : []))
    }
    set {
      let rows = (0..<2 * length).map {
        newValue.slice($0..<$0 + 1).reshaped(to: [parameterCount])
      }
      pairs = stride(from: 0, to: rows.count, by: 2).map { (rows[$0], rows[$0 + 1]) }
        .filter { dot($0.0, $0.1) > 0 }
    }
  }
}
