import TensorCore

// Normal numbers without tails.

extension Initializer {
  /// Normal numbers between two bounds, which are values and not multiples of the deviation (`trunc_normal_`).
  ///
  /// With PyTorch's default bounds of ±2 a deviation of 0.02 is never cut, since that would take a
  /// number 100 deviations out, and one of 5 leaves an almost uniform distribution. Keras and JAX cut at two deviations; so does
  /// ``truncatedNormal(standardDeviation:cutAtDeviations:)``.
  ///
  /// - Parameters:
  ///   - mean: The mean before the cut.
  ///   - standardDeviation: The deviation before the cut; what is left has less.
  ///   - bounds: Where all numbers lie.
  /// - Returns: The rule.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double, bounds: ClosedRange<Double> = -2...2
  ) -> Initializer {
    precondition(
      standardDeviation > 0 && bounds.lowerBound < bounds.upperBound,
      "Initializer.truncatedNormal: deviation \(standardDeviation) in \(bounds)")
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    return Initializer(
      "truncated normal, \(mean == 0 ? "" : "mean \(mean), ")deviation \(standardDeviation) in \(low)…\(high)",
      pyTorchName: "trunc_normal_(w, \(mean), \(standardDeviation), \(low), \(high))",
      statistics: { _ in
        .truncated(mean: mean, standardDeviation: standardDeviation, bounds: bounds)
      },
      draw: { shape, generator in
        let accepted = mass(
          between: (low - mean) / standardDeviation, and: (high - mean) / standardDeviation)
        let scalars = (0..<shape.elementCount).map { _ in
          accepted > 0.3
            ? rejectingTails(mean, standardDeviation, bounds, using: &generator)
            : rejectingUniform(mean, standardDeviation, bounds, using: &generator)
        }
        return Tensor(shape: shape, scalars: scalars)
      })
  }

  /// Normal numbers cut at a multiple of their deviation, as Keras and JAX do.
  ///
  /// What is left at a cut of two has 0.880 of the deviation; with `correctsDeviation` in the initializers of JAX the
  /// deviation is divided by that beforehand, which is done here by the caller if it is wanted.
  ///
  /// - Parameters:
  ///   - standardDeviation: The deviation before the cut.
  ///   - cut: Where to cut, in deviations.
  /// - Returns: The rule.
  public static func truncatedNormal(
    standardDeviation: Double, cutAtDeviations cut: Double
  ) -> Initializer {
    truncatedNormal(
      standardDeviation: standardDeviation,
      bounds: -cut * standardDeviation...cut * standardDeviation)
  }

  /// Draws normal numbers until one lies within the bounds.
  private static func rejectingTails(
    _ mean: Double, _ deviation: Double, _ bounds: ClosedRange<Double>,
    using generator: inout SplitMix64
  ) -> Scalar {
    while true {
      let (first, second) = generator.normalPair()
      for z in [first, second] {
        // The bounds hold for the rounded number.
        let x = Scalar(mean + deviation * z)
        if bounds.contains(Double(x)) { return x }
      }
    }
  }

  /// Draws uniform numbers until one passes for its density: fast where the bounds hold little of the distribution.
  private static func rejectingUniform(
    _ mean: Double, _ deviation: Double, _ bounds: ClosedRange<Double>,
    using generator: inout SplitMix64
  ) -> Scalar {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    let mode = (Swift.min(Swift.max(mean, low), high) - mean) / deviation
    while true {
      let x = low + (high - low) * generator.uniform()
      let z = (x - mean) / deviation
      if generator.uniform() <= .exp((mode * mode - z * z) / 2) {
        let rounded = Scalar(x)
        if bounds.contains(Double(rounded)) { return rounded }
      }
    }
  }

  /// The share of a standard normal distribution between two numbers.
  static func mass(between low: Double, and high: Double) -> Double {
    (Double.erf(high / Double(2).squareRoot()) - Double.erf(low / Double(2).squareRoot())) / 2
  }
}

extension Initializer.Statistics {
  /// Mean and deviation of what is left of a normal distribution between bounds.
  ///
  /// ## Source
  ///
  /// Johnson, Kotz and Balakrishnan, "Continuous univariate distributions", volume 1, 1994, section 10.1.
  fileprivate static func truncated(
    mean: Double, standardDeviation: Double, bounds: ClosedRange<Double>
  ) -> Initializer.Statistics {
    let low = (bounds.lowerBound - mean) / standardDeviation
    let high = (bounds.upperBound - mean) / standardDeviation
    func density(_ x: Double) -> Double { .exp(-x * x / 2) / (2 * Double.pi).squareRoot() }
    let mass = Initializer.mass(between: low, and: high)
    let shift = (density(low) - density(high)) / mass
    let variance = 1 + (low * density(low) - high * density(high)) / mass - shift * shift
    return Initializer.Statistics(
      mean: mean + standardDeviation * shift,
      standardDeviation: standardDeviation * variance.squareRoot(), bounds: bounds)
  }
}
