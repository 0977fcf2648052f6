// The natural logarithm and log(1 + x).
//
// x = 2ᵉ·(1 + f) with √½ ≤ 1 + f < √2, hence log x = e·ln 2 + log(1 + f). With s = f / (2 + f),
//
//     log(1 + f) = 2·artanh(s) = 2s + s·R = f − (f²/2 − s·(f²/2 + R)),   R = z·l(z), z = s²,
//
// where the last form adds a small correction to f, which is exact (Tang, 1990, "Table-driven
// implementation of the logarithm function", doi:10.1145/98267.98294; also in fdlibm). Coefficients
// of l and both parts of ln 2: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// Splits a positive normal number into 2ᵉ·(1 + f).
  @inlinable @inline(__always)
  internal static func exponentAndFraction(_ x: Double) -> (exponent: Double, fraction: Double) {
    let rootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    // e + 1024 in the upper twelve bits: positive, so that a plain shift brings it down.
    let bits = x.bitPattern &- rootOfHalf &+ (1024 &<< 52)
    let exponent = Double(bitPattern: (bits &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1024)
    let mantissa = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ rootOfHalf)
    return (exponent, mantissa - 1)
  }

  /// e·ln 2 + log(1 + f) + c, where c is small against the rest.
  @inlinable @inline(__always)
  internal static func logarithm(
    exponent e: Double, fraction f: Double, correction c: Double
  )
    -> Double
  {
    let s = f / (2 + f)
    let z = s * s
    let l = (0.14795949551357337 as Double)
      .times(z, plus: 0.15314050571524288)
      .times(z, plus: 0.18183564325136145)
      .times(z, plus: 0.222221985732091)
      .times(z, plus: 0.2857142874238731)
      .times(z, plus: 0.3999999999941468)
      .times(z, plus: 0.6666666666666734)
    let half = 0.5 * f * f
    let low = c.addingProduct(e, 2.3190468138462996e-17).addingProduct(s, half + z * l)
    return (f - (half - low)).addingProduct(e, 0.6931471805599453)
  }

  /// Computes the natural logarithm.
  @inlinable @inline(__always)
  public static func log(_ x: Double) -> Double {
    let isSubnormal = x < leastNormalMagnitude
    let (exponent, fraction) = exponentAndFraction(isSubnormal ? x * 0x1p54 : x)
    let result = logarithm(
      exponent: exponent - (isSubnormal ? 54 : 0), fraction: fraction, correction: 0)
    let finite = x < infinity ? result : x
    return x > 0 ? finite : (x == 0 ? -infinity : nan)
  }

  /// Computes log(1 + x), correcting for what the sum 1 + x loses.
  @inlinable @inline(__always)
  public static func log(onePlus x: Double) -> Double {
    let sum = 1 + x
    let (exponent, fraction) = exponentAndFraction(sum)
    let isNearOne = exponent == 0  // then x is the fraction, and nothing is lost
    let result = logarithm(
      exponent: exponent, fraction: isNearOne ? x : fraction,
      correction: isNearOne ? 0 : lost(by: sum, of: 1, x) / sum)
    let finite = x < infinity ? (x == 0 ? x : result) : x
    return x > -1 ? finite : (x == -1 ? -infinity : nan)
  }

  /// Computes log(1 + u) for 0 ≤ u ≤ 1, where the exponent is 0 or, above ½, taken as 1.
  @inlinable @inline(__always)
  internal static func log(onePlusFraction u: Double) -> Double {
    let f = u > 0.5 ? 0.5 * (u - 1) : u
    let s = f / (2 + f)
    let z = s * s
    let l = (0.1384427107017925 as Double)
      .times(z, plus: 0.13173412957917624)
      .times(z, plus: 0.15391123370866985)
      .times(z, plus: 0.18181665512147283)
      .times(z, plus: 0.2222222430285282)
      .times(z, plus: 0.28571428555767864)
      .times(z, plus: 0.4000000000005695)
      .times(z, plus: 0.666666666666666)
    let half = 0.5 * f * f
    let e: Double = u > 0.5 ? 1 : 0
    let low = (e * 2.3190468138462996e-17).addingProduct(s, half + z * l)
    return (f - (half - low)).addingProduct(e, 0.6931471805599453)
  }
}

extension Float {
  /// Splits a positive normal number into 2ᵉ·(1 + f).
  @inlinable @inline(__always)
  internal static func exponentAndFraction(_ x: Float) -> (exponent: Float, fraction: Float) {
    let rootOfHalf: UInt32 = 0x3F35_04F3
    // e + 128 in the upper nine bits: positive, so that a plain shift brings it down.
    let bits = x.bitPattern &- rootOfHalf &+ (128 &<< 23)
    let exponent = Float(bitPattern: (bits &>> 23) | 0x4B00_0000) - (0x1p23 + 128)
    let mantissa = Float(bitPattern: (bits & 0x007F_FFFF) &+ rootOfHalf)
    return (exponent, mantissa - 1)
  }

  /// e·ln 2 + log(1 + f) + c, where c is small against the rest.
  @inlinable @inline(__always)
  internal static func logarithm(
    exponent e: Float, fraction f: Float, correction c: Float
  )
    -> Float
  {
    let s = f / (2 + f)
    let z = s * s
    let l = (0.2987173 as Float)
      .times(z, plus: 0.39977542)
      .times(z, plus: 0.66666776)
    let half = 0.5 * f * f
    let low = c.addingProduct(e, -1.9046542e-09).addingProduct(s, half + z * l)
    return (f - (half - low)).addingProduct(e, 0.6931472)
  }

  /// Computes the natural logarithm.
  @inlinable @inline(__always)
  public static func log(_ x: Float) -> Float {
    let isSubnormal = x < leastNormalMagnitude
    let (exponent, fraction) = exponentAndFraction(isSubnormal ? x * 0x1p25 : x)
    let result = logarithm(
      exponent: exponent - (isSubnormal ? 25 : 0), fraction: fraction, correction: 0)
    let finite = x < infinity ? result : x
    return x > 0 ? finite : (x == 0 ? -infinity : nan)
  }

  /// Computes log(1 + x), correcting for what the sum 1 + x loses.
  @inlinable @inline(__always)
  public static func log(onePlus x: Float) -> Float {
    let sum = 1 + x
    let (exponent, fraction) = exponentAndFraction(sum)
    let isNearOne = exponent == 0  // then x is the fraction, and nothing is lost
    let result = logarithm(
      exponent: exponent, fraction: isNearOne ? x : fraction,
      correction: isNearOne ? 0 : lost(by: sum, of: 1, x) / sum)
    let finite = x < infinity ? (x == 0 ? x : result) : x
    return x > -1 ? finite : (x == -1 ? -infinity : nan)
  }

  /// Computes log(1 + u) for 0 ≤ u ≤ 1, where the exponent is 0 or, above ½, taken as 1.
  @inlinable @inline(__always)
  internal static func log(onePlusFraction u: Float) -> Float {
    let f = u > 0.5 ? 0.5 * (u - 1) : u
    let s = f / (2 + f)
    let z = s * s
    let l = (0.2410348 as Float)
      .times(z, plus: 0.28506795)
      .times(z, plus: 0.40000868)
      .times(z, plus: 0.6666666)
    let half = 0.5 * f * f
    let e: Float = u > 0.5 ? 1 : 0
    let low = (e * -1.9046542e-09).addingProduct(s, half + z * l)
    return (f - (half - low)).addingProduct(e, 0.6931472)
  }
}
