// Sine and cosine.
//
// x = n·π/2 + r with |r| ≤ π/4, where π/2 is subtracted in three parts (Cody and Waite, 1980,
// "Software Manual for the Elementary Functions") and r keeps what its rounding lost. With z = r²,
//
//     sin r = r + r·z·s(z),   cos r = 1 − z/2 + z²·c(z),
//
// and n modulo 4 says which of the two it is, and with which sign. Coefficients of s and c and the
// parts of π/2: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// sin(x + quarterTurns·π/2).
  @inlinable @inline(__always)
  internal static func sine(_ x: Double, quarterTurns: UInt64) -> Double {
    let shifted = integerShift.addingProduct(x, 0.6366197723675814)
    let n = shifted - integerShift
    let first = x.addingProduct(n, -1.5707963267948966)
    let second = n * -6.123233995736766e-17
    let r = first + second
    let rLost =
      lost(by: r, of: first, second)
      + (-second).addingProduct(n, -6.123233995736766e-17).addingProduct(n, 1.4973849048591698e-33)
    let z = r * r
    let s = (1.5896024067532023e-10 as Double)
      .times(z, plus: -2.505074522131261e-08)
      .times(z, plus: 2.755731361242549e-06)
      .times(z, plus: -0.00019841269829587576)
      .times(z, plus: 0.008333333333322151)
      .times(z, plus: -0.1666666666666663)
    let c = (-1.1359119330911047e-11 as Double)
      .times(z, plus: 2.08757134001883e-09)
      .times(z, plus: -2.7557314282318525e-07)
      .times(z, plus: 2.4801587289249562e-05)
      .times(z, plus: -0.001388888888887377)
      .times(z, plus: 0.041666666666666595)
    let quarter = shifted.bitPattern &+ quarterTurns
    let value =
      quarter & 1 == 0
      ? r + rLost.addingProduct(r * z, s)
      : 1 + (-0.5 * z).addingProduct(z * z, c).addingProduct(-r, rLost)
    let signed = quarter & 2 == 0 ? value : -value
    return x.magnitude <= 1e9 ? signed : nan
  }

  /// Computes the sine of an angle in radians.
  @inlinable @inline(__always)
  public static func sine(_ x: Double) -> Double {
    x == 0 ? x : sine(x, quarterTurns: 0)
  }

  /// Computes the cosine of an angle in radians.
  @inlinable @inline(__always)
  public static func cosine(_ x: Double) -> Double {
    sine(x, quarterTurns: 1)
  }
}

extension Float {
  /// sin(x + quarterTurns·π/2).
  @inlinable @inline(__always)
  internal static func sine(_ x: Float, quarterTurns: UInt32) -> Float {
    let shifted = integerShift.addingProduct(x, 0.63661975)
    let n = shifted - integerShift
    let first = x.addingProduct(n, -1.5707964)
    let second = n * 4.371139e-08
    let r = first + second
    let rLost =
      lost(by: r, of: first, second)
      + (-second).addingProduct(n, 4.371139e-08).addingProduct(n, 1.7151245e-15)
    let z = r * r
    let s = (-0.00019515699 as Float)
      .times(z, plus: 0.008332167)
      .times(z, plus: -0.16666655)
    let c = (2.4436657e-05 as Float)
      .times(z, plus: -0.0013887353)
      .times(z, plus: 0.041666646)
    let quarter = shifted.bitPattern &+ quarterTurns
    let value =
      quarter & 1 == 0
      ? r + rLost.addingProduct(r * z, s)
      : 1 + (-0.5 * z).addingProduct(z * z, c).addingProduct(-r, rLost)
    let signed = quarter & 2 == 0 ? value : -value
    return x.magnitude <= 1e5 ? signed : nan
  }

  /// Computes the sine of an angle in radians.
  @inlinable @inline(__always)
  public static func sine(_ x: Float) -> Float {
    x == 0 ? x : sine(x, quarterTurns: 0)
  }

  /// Computes the cosine of an angle in radians.
  @inlinable @inline(__always)
  public static func cosine(_ x: Float) -> Float {
    sine(x, quarterTurns: 1)
  }
}
