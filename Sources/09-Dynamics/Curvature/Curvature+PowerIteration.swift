public import TensorCore

// One end of the spectrum, by the shortest program that finds it.

extension Curvature {
  /// An end of the spectrum.
  public enum End: Sendable, CaseIterable {
    /// The greatest eigenvalue, whatever its sign.
    case largest
    /// The least eigenvalue, whatever its sign.
    case smallest
  }

  /// An end of the spectrum, by power iteration on c I + H or c I − H.
  ///
  ///     v ← (c v ± H v) / ‖c v ± H v‖                                              (equation 9.2)
  ///
  /// Plain power iteration, c = 0, finds the eigenvalue of greatest *magnitude*: at a saddle that bends down more than
  /// up it is the smallest, and reads as if there were no way up. With c at least as great as all magnitudes no
  /// eigenvalue of the shifted matrix is negative, and the wanted one is the greatest.
  ///
  /// ## Error
  ///
  /// Each iteration multiplies the error by (c ± λ₂) / (c ± λ₁), near 1 where neighbors are close: ``ends(iterationCount:using:)``
  /// needs fewer products.
  ///
  /// - Parameters:
  ///   - end: The end.
  ///   - bound: The shift c; `nil` spends as many products again on finding the greatest magnitude first.
  ///   - iterationCount: The number of products, of two gradients each; positive.
  ///   - generator: The source of the first vector.
  /// - Returns: The end.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func powerIteration(
    toward end: End, bound: Scalar? = nil, iterationCount: Int = 100,
    using generator: inout some RandomNumberGenerator
  ) throws -> Eigenpair {
    precondition(iterationCount > 0, "Curvature.powerIteration: \(iterationCount) iterations")
    let shift: Scalar
    if let bound {
      precondition(bound >= 0, "Curvature.powerIteration: the bound is negative: \(bound)")
      shift = bound
    } else {
      let found = try greatestMagnitude(iterationCount: iterationCount, using: &generator)
      shift = abs(found.value) + found.residual
    }
    let sign: Scalar = end == .largest ? 1 : -1
    return try iterate(iterationCount, using: &generator) { unit, product in
      unit * shift + product * sign  // (equation 9.2)
    }
  }

  /// The eigenvalue of greatest magnitude, by plain power iteration.
  ///
  /// - Parameters:
  ///   - iterationCount: The number of products, of two gradients each; positive.
  ///   - generator: The source of the first vector.
  /// - Returns: The pair, with a value of either sign.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public mutating func greatestMagnitude(
    iterationCount: Int = 100, using generator: inout some RandomNumberGenerator
  ) throws -> Eigenpair {
    precondition(iterationCount > 0, "Curvature.greatestMagnitude: \(iterationCount) iterations")
    return try iterate(iterationCount, using: &generator) { _, product in product }
  }

  private mutating func iterate(
    _ iterationCount: Int, using generator: inout some RandomNumberGenerator,
    next: (_ unit: Tensor, _ product: Tensor) -> Tensor
  ) throws -> Eigenpair {
    var unit = randomUnit(using: &generator)
    var result = pair(unit, product: .zeros(unit.shape))
    for _ in 0..<iterationCount {
      let product = try product(with: unit)
      result = pair(unit, product: product)
      let turned = next(unit, product)
      let length = turned.norm()
      guard length > 0, length.isFinite else { break }
      unit = turned / length
    }
    return result
  }
}
