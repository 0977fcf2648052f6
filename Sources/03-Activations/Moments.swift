import Autograd
public import TensorCore

// What an activation makes of standard normal inputs, and where it bends: integrals and searches over the formula.

extension Activation {
  /// The mean of a function of a standard normal number, by Simpson's rule on −12…12.
  ///
  /// For smooth functions it is right to ten digits. Kinks stand on the grid if they are multiples of 1/64; at a
  /// jump of the function it is off by up to 0.0021 times the jump.
  ///
  /// - Parameters:
  ///   - spread: The standard deviation of the inputs.
  ///   - function: The function of the input.
  /// - Returns: The expectation.
  public static func normalMean(
    spread: Double = 1, of function: (Scalar) -> Scalar
  ) -> Double {
    let (count, width) = (3072, 24.0 / 3072)
    let terms = (0...count).map { index in
      let z = -12 + Double(index) * width
      let weight: Double = index == 0 || index == count ? 1 : (index.isMultiple(of: 2) ? 2 : 4)
      return weight * Double.exp(-0.5 * z * z) * Double(function(Scalar(spread * z)))
    }
    return terms.reduce(0, +) * width / 3 * 0.3989422804014327
  }

  /// The mean and the mean square of outputs for standard normal inputs (equation 3.7).
  ///
  /// With weights of variance 1/inputs the mean square says by how much a layer scales a signal; lesson 04 sets weights
  /// by it.
  public var moments: (mean: Double, meanSquare: Double) {
    (
      Self.normalMean { x in value(at: x) },
      Self.normalMean { x in value(at: x) * value(at: x) }
    )
  }

  /// The mean slope for normal inputs of a spread; it says how much of the function is flat for them.
  ///
  /// A gradient's mean square is multiplied by the mean square of the slope, which is larger than this one's square.
  ///
  /// - Parameter spread: The standard deviation of the inputs.
  /// - Returns: The expectation of the slope.
  public func meanSlope(spread: Double) -> Double {
    Self.normalMean(spread: spread) { x in slope(at: x) }
  }

  /// The place where the value is least between −6 and 6, and the value there.
  public var lowest: (input: Scalar, value: Scalar) {
    let found = Self.greatest { x in -value(at: x) }
    return (found.input, -found.value)
  }

  /// The place where the slope is greatest between −6 and 6, and the slope there.
  public var steepest: (input: Scalar, slope: Scalar) {
    let found = Self.greatest { x in slope(at: x) }
    return (found.input, found.value)
  }

  /// The greatest value of a function between −6 and 6: the best point of a grid, then of ever finer ones.
  private static func greatest(
    of function: (Scalar) -> Scalar
  ) -> (input: Scalar, value: Scalar) {
    var (best, step): (Scalar, Scalar) = (0, 6)
    for _ in 0..<8 {
      let candidates = (-50...50).map { best + Scalar($0) / 50 * step }
        .filter { abs($0) <= 6 }
      best = candidates.max { function($0) < function($1) } ?? best
      step /= 25
    }
    return (best, function(best))
  }
}
