public import TensorCore

/// The error of a way of fitting, taken apart over many training sets.
///
///     E (f̂(x) − f(x))² = (E f̂(x) − f(x))² + Var f̂(x)                      (equation 6.26)
///
/// The first part, the squared bias, is what the mean of all fits misses; the second how much the fits differ. Noise in the
/// targets of the test comes on top. With the variance of the sets at hand, divided by their number, the sum is exact.
///
/// The mean of S fits scatters as well: on average ``squaredBias`` is too large by an S-th of the variance. Where the variance is the
/// larger part by far, take many sets, or subtract `variance / (S − 1)`.
///
/// ## Source
///
/// Geman, Bienenstock and Doursat, “Neural networks and the bias/variance dilemma”, 1992,
/// https://doi.org/10.1162/neco.1992.4.1.1
public struct BiasVariance: Equatable, Sendable {
  /// The squared bias, averaged over the places.
  public let squaredBias: Double

  /// The variance, averaged over the places.
  public let variance: Double

  /// The mean squared error against the truth.
  public let error: Double

  /// Takes predictions apart.
  ///
  /// - Parameters:
  ///   - predictions: For each training set what was predicted at the same places, of shape `[sets, places]`.
  ///   - truth: The right values there, without noise, of shape `[places]`.
  /// - Precondition: The shapes fit, and there is a set.
  public init(predictions: Tensor, truth: Tensor) {
    precondition(
      predictions.shape.axisCount == 2 && predictions.shape[0] > 0
        && truth.shape == [predictions.shape[1]],
      "BiasVariance.init: predictions \(predictions.shape) for a truth \(truth.shape)")
    let bias = predictions.mean(axis: 0) - truth
    let errors = predictions - truth
    squaredBias = Double((bias * bias).mean())
    variance = Double(predictions.variance(axis: 0).mean())
    error = Double((errors * errors).mean())
  }

  /// Takes apart what polynomial ridge regression does on a wave with noise.
  ///
  /// Every training set has points drawn uniformly from [−1, 1] and normal noise; the truth is sin πx.
  ///
  /// - Parameters:
  ///   - degree: The degree of the Legendre polynomials.
  ///   - strength: The strength of ridge; positive.
  ///   - sampleCount: The points of a training set.
  ///   - noise: The standard deviation of the noise.
  ///   - setCount: The number of training sets.
  ///   - seed: The seed of points and noise.
  /// - Returns: The parts.
  public static func ofPolynomials(
    degree: Int, strength: Scalar, sampleCount: Int = 20, noise: Scalar = 0.3, setCount: Int = 100,
    seed: UInt64
  ) -> BiasVariance {
    var generator = SplitMix64(seed: seed)
    let places = Tensor.linearlySpaced(from: -0.95, through: 0.95, count: 101)
    let features = PolynomialFit.legendre(places, degree: degree)
    let rows = (0..<setCount).map { _ in
      let x = Tensor.uniform([sampleCount], in: -1..<1, using: &generator)
      let y =
        x.map { x in .sine(.pi * x) }
        + .normal([sampleCount], standardDeviation: noise, using: &generator)
      let weights = LeastSquares.ridge(
        PolynomialFit.legendre(x, degree: degree), targets: y, strength: strength)
      return matvec(features, weights).reshaped(to: [1, 101])
    }
    return BiasVariance(
      predictions: .concatenation(rows), truth: places.map { x in .sine(.pi * x) })
  }
}
