public import TensorCore

/// A scaling law measured: the error against the width, as a straight line between logarithms.
///
///     ε ≈ C n^−α          log ε = log C − α log n                                 (equation 10.17)
///
/// for the error ε over the width n. What is measured here is approximation alone: no noise, no optimizer, data without end. For straight
/// pieces α is 2 while the target is smooth, and smaller where it is rough: for |x|^p with 0 < p < 1 on equal knots it is p. A law holds for
/// its family, its data and its range; beyond them it is a hope.
///
/// ## Source
///
/// Kaplan and others, “Scaling laws for neural language models”, 2020, https://arxiv.org/abs/2001.08361, for the form, of which this is the
/// smallest case.
public struct ScalingLaw: Sendable, Hashable {
  /// The exponent α.
  public let exponent: Double

  /// The factor C.
  public let factor: Double

  /// The greatest distance of a measured logarithm (base e) from the line.
  public let greatestResidual: Double

  /// Fits the line to measurements.
  ///
  /// - Parameters:
  ///   - widths: At least two different positive widths.
  ///   - errors: A positive error for each.
  /// - Precondition: The arguments are as said.
  public init(widths: [Int], errors: [Double]) {
    precondition(
      widths.count == errors.count && Set(widths).count >= 2
        && widths.allSatisfy { $0 > 0 } && errors.allSatisfy { $0 > 0 && $0.isFinite },
      "ScalingLaw.init: \(widths), \(errors)")
    let points = zip(widths, errors).map { (x: Double.log(Double($0)), y: Double.log($1)) }
    let count = Double(points.count)
    let mean = (
      x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count
    )
    let covariance = points.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) }
    let slope = covariance / points.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
    exponent = -slope  // (equation 10.17)
    factor = .exp(mean.y - slope * mean.x)
    greatestResidual = points.reduce(0) {
      max($0, abs($1.y - (mean.y + slope * ($1.x - mean.x))))
    }
  }

  /// The error that the law expects at a width.
  public func error(width: Int) -> Double { factor * .exp(-exponent * .log(Double(width))) }

  /// The greatest error of interpolation by so many straight pieces, for each width.
  ///
  /// - Parameters:
  ///   - function: The target.
  ///   - range: Where, of positive length.
  ///   - widths: The numbers of pieces, each positive.
  /// - Returns: The errors, each looked for at 16 numbers a piece.
  public static func interpolationErrors(
    of function: (Scalar) -> Scalar, over range: ClosedRange<Scalar>, widths: [Int]
  ) -> [Double] {
    widths.map { width in
      let pieces = PiecewiseLinear(interpolating: function, over: range, pieceCount: width)
      return Double(pieces.greatestError(to: function, sampleCount: 16 * width + 1))
    }
  }
}
