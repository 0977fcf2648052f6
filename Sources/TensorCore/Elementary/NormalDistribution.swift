// The normal distribution: the probability Φ below a number, and the density φ.
//
// For z = |x|, Φ(−z) = ½·erfc(z/√2) = ½·e^(−z²/2)·m, where the factor m falls slowly, from 1 at 0 to √(2/π)/z far
// out. As a function of t = (z − 4) / (z + 4) it is nearly straight, and one polynomial serves the whole range. The
// bell e^(−z²/2) is shared by both results. Its exponent is reduced by multiples of ln 2 inside of a fused
// product, so that rounding z² costs no digits where it is large; for that the first part of ln 2 is so short
// that its multiples are exact. Coefficients of m and both parts: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// erfc(z/√2) / e^(−z²/2) as a function of t = (z − 4) / (z + 4), for 0 ≤ z ≤ 37.5.
  @inlinable @inline(__always)
  internal static func tailOverBell(_ t: Double) -> Double {
    (-6.221684834744412e-10 as Double)
      .times(t, plus: -2.6030590775727216e-09)
      .times(t, plus: 1.2233678342895634e-09)
      .times(t, plus: 2.140816693854888e-08)
      .times(t, plus: 1.7168389171156133e-08)
      .times(t, plus: -1.0330189569871662e-07)
      .times(t, plus: -1.868613635248261e-07)
      .times(t, plus: 4.1055898791276183e-07)
      .times(t, plus: 1.322166476540198e-06)
      .times(t, plus: -1.6582135119542079e-06)
      .times(t, plus: -8.606812516673125e-06)
      .times(t, plus: 9.262941606135452e-06)
      .times(t, plus: 5.729662114340497e-05)
      .times(t, plus: -9.110975496915276e-05)
      .times(t, plus: -0.000374368529360489)
      .times(t, plus: 0.0012776276994250454)
      .times(t, plus: 0.0010151241493012752)
      .times(t, plus: -0.016984190963957525)
      .times(t, plus: 0.06172960821266624)
      .times(t, plus: -0.1434148146754822)
      .times(t, plus: 0.24875851067852653)
      .times(t, plus: -0.3407954430969108)
      .times(t, plus: 0.18882128260393788)
  }

  /// e^(−z²/2) for 0 ≤ z ≤ 37.5.
  @inlinable @inline(__always)
  internal static func bell(_ z: Double) -> Double {
    let half = -0.5 * z
    let shifted = integerShift.addingProduct(half * z, 1.4426950408889634)
    let n = shifted - integerShift
    let first = (n * -0.6931471805598903).addingProduct(half, z)
    let r = first.addingProduct(n, -5.497923018708371e-14)
    return (1 + r).addingProduct(r * r, exponentialTail(r)) * powerOfTwo(shifted.bitPattern)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`, and its density φ(x).
  ///
  /// They are within 15 and 3 units in the last place, in the tails, too.
  /// Beyond ±37.5, where the density is less than 10⁻³⁰⁵, it is 0, and the probability 0 or 1.
  @inlinable @inline(__always)
  public static func normal(at x: Double) -> (probability: Double, density: Double) {
    let z = x.magnitude
    let (height, ratio) = (bell(z), tailOverBell((z - 4) / (z + 4)))
    let bell = z > 37.5 ? 0 : height
    let tail = z > 37.5 ? 0 : 0.5 * height * ratio
    return (x < 0 ? tail : 1 - tail, 0.3989422804014327 * bell)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`.
  @inlinable @inline(__always)
  public static func normalProbability(below x: Double) -> Double { normal(at: x).probability }
}

extension Float {
  /// erfc(z/√2) / e^(−z²/2) as a function of t = (z − 4) / (z + 4), for 0 ≤ z ≤ 13.
  @inlinable @inline(__always)
  internal static func tailOverBell(_ t: Float) -> Float {
    (1.9251247e-05 as Float)
      .times(t, plus: -0.00010378618)
      .times(t, plus: -0.00034919888)
      .times(t, plus: 0.0012897409)
      .times(t, plus: 0.0010083256)
      .times(t, plus: -0.016987365)
      .times(t, plus: 0.061730497)
      .times(t, plus: -0.14341453)
      .times(t, plus: 0.24875847)
      .times(t, plus: -0.34079546)
      .times(t, plus: 0.18882129)
  }

  /// e^(−z²/2) for 0 ≤ z ≤ 13.
  @inlinable @inline(__always)
  internal static func bell(_ z: Float) -> Float {
    let half = -0.5 * z
    let shifted = integerShift.addingProduct(half * z, 1.442695)
    let n = shifted - integerShift
    let first = (n * -0.69314575).addingProduct(half, z)
    let r = first.addingProduct(n, -1.4286068e-06)
    return (1 + r).addingProduct(r * r, exponentialTail(r)) * powerOfTwo(shifted.bitPattern)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`, and its density φ(x).
  ///
  /// They are within 5 and 3 units in the last place, in the tails, too.
  /// Beyond ±13, where the density is less than 10⁻³⁷, it is 0, and the probability 0 or 1.
  @inlinable @inline(__always)
  public static func normal(at x: Float) -> (probability: Float, density: Float) {
    let z = x.magnitude
    let (height, ratio) = (bell(z), tailOverBell((z - 4) / (z + 4)))
    let bell = z > 13 ? 0 : height
    let tail = z > 13 ? 0 : 0.5 * height * ratio
    return (x < 0 ? tail : 1 - tail, 0.3989423 * bell)
  }

  /// Computes Φ(x), the probability that a standard normal number is below `x`.
  @inlinable @inline(__always)
  public static func normalProbability(below x: Float) -> Float { normal(at: x).probability }
}
