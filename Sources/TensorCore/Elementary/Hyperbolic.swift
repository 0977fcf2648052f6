// The hyperbolic tangent and its relatives in neural networks, the logistic function and softplus.
//
// Of large arguments, tanh a = 1 − 2 / (e²ᵃ + 1), where an error of the quotient counts half at most. Below
// 5/8 that would lose digits, and an odd polynomial does the work. Both are computed, and one is chosen.
// Coefficients: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// (tanh a − a) / a³ for a² = z and a ≤ 5/8.
  @inlinable @inline(__always)
  internal static func hyperbolicTangentTail(_ z: Double) -> Double {
    (-1.609908799401625e-05 as Double)
      .times(z, plus: 7.720194656589408e-05)
      .times(z, plus: -0.0002286181329899027)
      .times(z, plus: 0.0005863450301476219)
      .times(z, plus: -0.0014549682041678994)
      .times(z, plus: 0.003591991128773372)
      .times(z, plus: -0.008863221264534036)
      .times(z, plus: 0.021869487597792114)
      .times(z, plus: -0.053968253932300446)
      .times(z, plus: 0.13333333333264524)
      .times(z, plus: -0.33333333333332876)
  }

  /// Computes the hyperbolic tangent.
  @inlinable @inline(__always)
  public static func tanh(_ x: Double) -> Double {
    let a = x.magnitude > 20 ? 20 : x.magnitude  // tanh 20 rounds to 1
    let (shifted, r, _) = reducedByLogarithmOfTwo(2 * a)
    let m = powerOfTwo(shifted.bitPattern)
    let denominator = (m + 1).addingProduct(m, r.addingProduct(r * r, exponentialTail(r)))
    let large = 1 - 2 / denominator
    let z = a * a
    let small = a.addingProduct(a * z, hyperbolicTangentTail(z))
    return (a < 0.625 ? small : large).withSign(of: x)
  }

  /// Computes the logistic function as 1 / (1 + e⁻|ˣ|), or e⁻|ˣ| / (1 + e⁻|ˣ|) below zero.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Double) -> Double {
    let decay = Self.decay(x.magnitude)
    return (x < 0 ? decay : 1) / (1 + decay)
  }

  /// Computes log(1 + eˣ) as max(x, 0) + log(1 + e⁻|ˣ|).
  @inlinable @inline(__always)
  public static func softplus(_ x: Double) -> Double {
    (x > 0 ? x : 0) + log(onePlusFraction: decay(x.magnitude))
  }
}

extension Float {
  /// (tanh a − a) / a³ for a² = z and a ≤ 5/8.
  @inlinable @inline(__always)
  internal static func hyperbolicTangentTail(_ z: Float) -> Float {
    (-0.0057155713 as Float)
      .times(z, plus: 0.020649329)
      .times(z, plus: -0.05374313)
      .times(z, plus: 0.13331488)
      .times(z, plus: -0.33333284)
  }

  /// Computes the hyperbolic tangent.
  @inlinable @inline(__always)
  public static func tanh(_ x: Float) -> Float {
    let a = x.magnitude > 10 ? 10 : x.magnitude  // tanh 10 rounds to 1
    let (shifted, r, _) = reducedByLogarithmOfTwo(2 * a)
    let m = powerOfTwo(shifted.bitPattern)
    let denominator = (m + 1).addingProduct(m, r.addingProduct(r * r, exponentialTail(r)))
    let large = 1 - 2 / denominator
    let z = a * a
    let small = a.addingProduct(a * z, hyperbolicTangentTail(z))
    return (a < 0.625 ? small : large).withSign(of: x)
  }

  /// Computes the logistic function as 1 / (1 + e⁻|ˣ|), or e⁻|ˣ| / (1 + e⁻|ˣ|) below zero.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Float) -> Float {
    let decay = Self.decay(x.magnitude)
    return (x < 0 ? decay : 1) / (1 + decay)
  }

  /// Computes log(1 + eˣ) as max(x, 0) + log(1 + e⁻|ˣ|).
  @inlinable @inline(__always)
  public static func softplus(_ x: Float) -> Float {
    (x > 0 ? x : 0) + log(onePlusFraction: decay(x.magnitude))
  }
}
