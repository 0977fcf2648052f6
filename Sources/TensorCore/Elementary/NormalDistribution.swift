// The normal distribution: the probability Φ below a number, and the density φ.
//
// For z = |x|, Φ(−z) = e^(−z²/2)·m, where the factor m falls slowly, from ½ at 0 to 1/(z·√(2π)) far out. As a
// function of t = (z − 4) / (z + 4), in single precision of (z − 3) / (z + 3), it is nearly straight, and one
// polynomial serves the whole range. The bell e^(−z²/2) is shared by both results. Its exponent is reduced by
// multiples of ln 2 inside of a fused product, s = z² + 2n·ln 2, so that rounding z² costs no digits where it is
// large; for that the first part of 2·ln 2 is so short that its multiples are exact. Coefficients and both
// parts: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// Φ(−z) / e^(−z²/2) as a function of t = (z − 4) / (z + 4), for 0 ≤ z ≤ 37.5.
  @inlinable @inline(__always)
  internal static func tailOverBell(_ t: Double) -> Double {
    (-3.110842417372206e-10 as Double)
      .times(t, plus: -1.3015295387863608e-09)
      .times(t, plus: 6.116839171447817e-10)
      .times(t, plus: 1.070408346927444e-08)
      .times(t, plus: 8.584194585578066e-09)
      .times(t, plus: -5.165094784935831e-08)
      .times(t, plus: -9.343068176241305e-08)
      .times(t, plus: 2.0527949395638091e-07)
      .times(t, plus: 6.61083238270099e-07)
      .times(t, plus: -8.291067559771039e-07)
      .times(t, plus: -4.303406258336562e-06)
      .times(t, plus: 4.631470803067726e-06)
      .times(t, plus: 2.8648310571702484e-05)
      .times(t, plus: -4.555487748457638e-05)
      .times(t, plus: -0.0001871842646802445)
      .times(t, plus: 0.0006388138497125227)
      .times(t, plus: 0.0005075620746506376)
      .times(t, plus: -0.008492095481978762)
      .times(t, plus: 0.03086480410633312)
      .times(t, plus: -0.0717074073377411)
      .times(t, plus: 0.12437925533926326)
      .times(t, plus: -0.1703977215484554)
      .times(t, plus: 0.09441064130196894)
  }

  /// (e^(−s/2) − 1 + s/2) / s² for |s| ≤ ln 2.
  @inlinable @inline(__always)
  internal static func halfExponentialTail(_ s: Double) -> Double {
    (-1.2207027997792938e-11 as Double)
      .times(s, plus: 2.6982749869858016e-10)
      .times(s, plus: -5.382341217844788e-09)
      .times(s, plus: 9.688083153592864e-08)
      .times(s, plus: -1.5500991801053787e-06)
      .times(s, plus: 2.1701388974728886e-05)
      .times(s, plus: -0.00026041666667172647)
      .times(s, plus: 0.0026041666666580944)
      .times(s, plus: -0.020833333333333013)
      .times(s, plus: 0.12500000000000028)
  }

  /// e^(−z²/2) for 0 ≤ z ≤ 37.5.
  @inlinable @inline(__always)
  internal static func bell(_ z: Double) -> Double {
    let shifted = integerShift.addingProduct(z * z, -0.7213475204444817)
    let n = shifted - integerShift
    let s = (n * 1.3862943611197807).addingProduct(z, z).addingProduct(n, 1.0995846037416742e-13)
    let fraction = halfExponentialTail(s).times(s, plus: -0.5).times(s, plus: 1)
    return fraction * powerOfTwo(shifted.bitPattern)
  }

  /// Computes Φ(−z), the probability that a standard normal number is above `z`, and e^(−z²/2), for z ≥ 0.
  @inlinable @inline(__always)
  internal static func normalTailAndBell(_ z: Double) -> (tail: Double, bell: Double) {
    let (height, ratio) = (bell(z), tailOverBell((z - 4) / (z + 4)))
    return z > 37.5 ? (0, 0) : (height * ratio, height)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`, and its density φ(x).
  ///
  /// They are within 15 and 3 units in the last place, in the tails, too.
  /// Beyond ±37.5, where the density is less than 10⁻³⁰⁵, it is 0, and the probability 0 or 1.
  @inlinable @inline(__always)
  public static func normal(at x: Double) -> (probability: Double, density: Double) {
    let (tail, bell) = normalTailAndBell(x.magnitude)
    return (x < 0 ? tail : 1 - tail, 0.3989422804014327 * bell)
  }

  /// Computes Φ(−z), the probability that a standard normal number is above `z`.
  ///
  /// - Parameter z: A number that is not negative.
  /// - Returns: The probability, within 15 units in the last place; 0 beyond 37.5.
  @inlinable @inline(__always)
  public static func normalTail(_ z: Double) -> Double { normalTailAndBell(z).tail }

  /// Computes Φ(x), the probability that a standard normal number is below `x`.
  @inlinable @inline(__always)
  public static func normalProbability(below x: Double) -> Double { normal(at: x).probability }
}

extension Float {
  /// Φ(−z) / e^(−z²/2) as a function of t = (z − 3) / (z + 3), for 0 ≤ z ≤ 13.
  @inlinable @inline(__always)
  internal static func tailOverBell(_ t: Float) -> Float {
    (5.4150856e-05 as Float)
      .times(t, plus: 0.00011603738)
      .times(t, plus: -0.00033991132)
      .times(t, plus: -0.0009841828)
      .times(t, plus: 0.0029047027)
      .times(t, plus: 0.006132183)
      .times(t, plus: -0.046213314)
      .times(t, plus: 0.12322502)
      .times(t, plus: -0.20640261)
      .times(t, plus: 0.12151395)
  }

  /// (e^(−s/2) − 1 + s/2) / s² for |s| ≤ ln 2.
  @inlinable @inline(__always)
  internal static func halfExponentialTail(_ s: Float) -> Float {
    (2.158517e-05 as Float)
      .times(s, plus: -0.00026152373)
      .times(s, plus: 0.0026042745)
      .times(s, plus: -0.02083315)
      .times(s, plus: 0.124999985)
  }

  /// e^(−z²/2) for 0 ≤ z ≤ 13.
  @inlinable @inline(__always)
  internal static func bell(_ z: Float) -> Float {
    let shifted = integerShift.addingProduct(z * z, -0.7213475)
    let n = shifted - integerShift
    let s = (n * 1.3862915).addingProduct(z, z).addingProduct(n, 2.8572135e-06)
    let fraction = halfExponentialTail(s).times(s, plus: -0.5).times(s, plus: 1)
    return fraction * powerOfTwo(shifted.bitPattern)
  }

  /// Computes Φ(−z), the probability that a standard normal number is above `z`, and e^(−z²/2), for z ≥ 0.
  @inlinable @inline(__always)
  internal static func normalTailAndBell(_ z: Float) -> (tail: Float, bell: Float) {
    let (height, ratio) = (bell(z), tailOverBell((z - 3) / (z + 3)))
    return z > 13 ? (0, 0) : (height * ratio, height)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`, and its density φ(x).
  ///
  /// They are within 5 and 3 units in the last place, in the tails, too.
  /// Beyond ±13, where the density is less than 10⁻³⁷, it is 0, and the probability 0 or 1.
  @inlinable @inline(__always)
  public static func normal(at x: Float) -> (probability: Float, density: Float) {
    let (tail, bell) = normalTailAndBell(x.magnitude)
    return (x < 0 ? tail : 1 - tail, 0.3989423 * bell)
  }

  /// Computes Φ(−z), the probability that a standard normal number is above `z`.
  ///
  /// - Parameter z: A number that is not negative.
  /// - Returns: The probability, within 5 units in the last place; 0 beyond 13.
  @inlinable @inline(__always)
  public static func normalTail(_ z: Float) -> Float { normalTailAndBell(z).tail }

  /// Computes Φ(x), the probability that a standard normal number is below `x`.
  @inlinable @inline(__always)
  public static func normalProbability(below x: Float) -> Float { normal(at: x).probability }
}
