public import TensorCore

/// Novikoff's bound on the mistakes of a perceptron, whatever the order and number of the samples.
///
/// If the unit vector u separates the data with margin γ = min yᵢ (u · xᵢ) > 0, and no sample is
/// longer than R, then a ``SignedPerceptron`` that starts at zero makes at most
///
///     (R / γ)²                                                                   (equation 1.5)
///
/// mistakes. The proof is two lines: every mistake moves w · u up by at least γ, so after k of them
/// ‖w‖ ≥ w · u ≥ k γ; and every mistake adds at most R² to ‖w‖², so ‖w‖² ≤ k R². Hence k² γ² ≤ k R².
///
/// ## Source
///
/// Novikoff, "On convergence proofs on perceptrons", Symposium on the Mathematical Theory of
/// Automata, 1962.
public struct ConvergenceBound: Hashable, Sendable {
  /// The least distance γ of a sample from the separating plane; not positive if one is on the
  /// wrong side.
  public let margin: Scalar

  /// The greatest length R of a sample.
  public let radius: Scalar

  /// The greatest possible number of mistakes, (R / γ)²; infinite without a positive margin.
  public var mistakeLimit: Scalar {
    guard margin > 0 else { return .infinity }
    let ratio = radius / margin
    return ratio * ratio  // (equation 1.5)
  }

  /// Measures margin and radius of labeled samples.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - labels: For each −1 or 1.
  ///   - normal: The normal of a plane through the origin, of shape `[inputs]` and any length but 0.
  /// - Precondition: There is at least one sample, as many labels as samples, and `normal` is not 0.
  public init(inputs: Tensor, labels: [Scalar], separatedBy normal: Tensor) {
    precondition(
      inputs.shape.axisCount == 2 && inputs.shape[0] == labels.count && !labels.isEmpty,
      "ConvergenceBound.init: \(labels.count) labels for inputs \(inputs.shape)")
    let length = normal.norm()
    precondition(length > 0, "ConvergenceBound.init: the normal is 0")
    margin = (matvec(inputs, normal / length) * Tensor(labels)).min()
    radius = labels.indices.map { inputs.row($0).norm() }.max() ?? 0
  }
}

/// Points of the cube −1…1 that a plane through the origin separates with room to spare.
public struct SeparablePoints: Hashable, Sendable {
  /// The points, of shape `[count, dimensions]`.
  public let inputs: Tensor

  /// For each point the side of the plane that it lies on, −1 or 1.
  public let labels: [Scalar]

  /// Draws points uniformly from the cube and throws away those that are too close to the plane.
  ///
  /// - Parameters:
  ///   - count: The number of points to keep.
  ///   - normal: The normal of the plane, of shape `[dimensions]` and any length but 0.
  ///   - margin: The least distance from the plane.
  ///   - generator: The source of randomness.
  public init(
    count: Int, normal: Tensor, margin: Scalar, using generator: inout some RandomNumberGenerator
  ) {
    let unit = normal / normal.norm()
    let reach = unit.sumOfMagnitudes()
    precondition(
      margin < reach, "SeparablePoints.init: no point of the cube is \(margin) from the plane")
    var points: [[Scalar]] = []
    var labels: [Scalar] = []
    while points.count < count {
      let point = Tensor.uniform(unit.shape, in: -1..<1, using: &generator)
      let distance = dot(unit, point)
      guard abs(distance) >= margin else { continue }
      points.append(point.scalars)
      labels.append(distance > 0 ? 1 : -1)
    }
    inputs = Tensor(points)
    self.labels = labels
  }
}
