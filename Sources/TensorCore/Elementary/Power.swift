// Powers with real and with integer exponents.
//
// |b|ʸ = exp(y·log|b|), where y multiplies the error of the logarithm by up to 745. Single precision
// computes in double precision. Double precision carries the logarithm as a sum of two numbers, about
// 2⁻⁶⁵ accurate: with the notation of Logarithm.swift,
//
//     log(1 + f) = s·(2 + z·(2/3 + z·t(z))),
//
// the sums and products outside t in pairs (Dekker, 1971, doi:10.1007/BF01397083). Coefficients of t
// and both parts of 2/3: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// e·ln 2 + log(1 + f) as an unevaluated sum of two numbers.
  @inlinable @inline(__always)
  internal static func logarithmPair(
    exponent e: Double, fraction f: Double
  )
    -> (high: Double, low: Double)
  {
    let denominator = 2 + f
    let reciprocal = 1 / denominator
    let s = f * reciprocal
    let remainder = f.addingProduct(-s, denominator).addingProduct(-s, f - (denominator - 2))
    let sLow = remainder * reciprocal

    let z = s * s
    let zLow = (-z).addingProduct(s, s) + 2 * s * sLow
    let t = (0.11988855834035926 as Double)
      .times(z, plus: 0.11674837377001362)
      .times(z, plus: 0.13336316490505978)
      .times(z, plus: 0.1538455689510273)
      .times(z, plus: 0.18181818869961852)
      .times(z, plus: 0.22222222217539334)
      .times(z, plus: 0.285714285714451)
      .times(z, plus: 0.3999999999999998)
    let thirds: Double = 0.6666666666666666
    let addend = (3.700743415417188e-17 as Double).addingProduct(z, t)
    let a = thirds + addend
    let aLow = addend - (a - thirds)
    let b = a * z
    let bLow = (-b).addingProduct(a, z).addingProduct(a, zLow).addingProduct(aLow, z)
    let g = 2 + b
    let gLow = (b - (g - 2)) + bLow
    let h = s * g
    let hLow = (-h).addingProduct(s, g).addingProduct(s, gLow).addingProduct(sLow, g)

    let k = e * 0.6931471805599453
    let kLow = (-k).addingProduct(e, 0.6931471805599453)
      .addingProduct(e, 2.3190468138462996e-17)
    let high = k + h
    return (high, (h - (high - k)) + (kLow + hLow))
  }

  /// bʸ for b > 0, or b = 0 or infinity.
  @inlinable @inline(__always)
  internal static func power(ofMagnitude b: Double, _ y: Double) -> Double {
    let isSubnormal = b < leastNormalMagnitude
    let (exponent, fraction) = exponentAndFraction(isSubnormal ? b * 0x1p54 : b)
    let log = logarithmPair(exponent: exponent - (isSubnormal ? 54 : 0), fraction: fraction)
    let product = y * log.high
    let isInRange = product.magnitude < 800
    let fromBelow = product < -746 ? -746 : product
    let (shifted, remainder, lost) = reducedByLogarithmOfTwo(fromBelow > 710 ? 710 : fromBelow)
    let low = (-product).addingProduct(y, log.high).addingProduct(y, log.low)
    let r = remainder + (isInRange ? lost + low : 0)
    let finite = (1 + r.addingProduct(r * r, exponentialTail(r))).timesPowerOfTwo(shifted: shifted)
    let whenZero: Double = y < 0 ? infinity : 0
    let whenInfinite: Double = y < 0 ? 0 : infinity
    let whenNormal = b == 0 ? whenZero : (b == 1 ? 1 : finite)  // 1 also where y is infinite
    return b < infinity ? whenNormal : (b == infinity ? whenInfinite : b)
  }

  /// Computes a power with a real exponent.
  @inlinable @inline(__always)
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    // Beyond 2⁵² every number is an integer; below, adding 2⁵² rounds to one and shows its last bit.
    let a = exponent.magnitude
    let shifted = a + 0x1p52
    let isLarge = a >= 0x1p52
    let isInteger = isLarge ? true : shifted - 0x1p52 == a
    let isOdd = (isLarge ? a : shifted).bitPattern & 1 == 1
    let isOddInteger = a < 0x1p53 ? (isInteger ? isOdd : false) : false

    let magnitude = power(ofMagnitude: base.magnitude, exponent)
    let signed = isOddInteger ? magnitude.withSign(of: base) : magnitude
    let isNegative = base < 0 ? base > -infinity : false
    let real = isNegative ? (isInteger ? signed : nan) : signed
    let known = exponent.isNaN ? exponent : real
    return base == 1 ? 1 : (exponent == 0 ? 1 : known)
  }

  /// Computes a power with an integer exponent.
  @inlinable @inline(__always)
  public static func pow(_ base: Double, _ exponent: Int) -> Double {
    let magnitude = power(ofMagnitude: base.magnitude, Double(exponent))
    let signed = exponent & 1 == 1 ? magnitude.withSign(of: base) : magnitude
    return exponent == 0 ? 1 : signed
  }
}

extension Float {
  /// Computes a power with a real exponent.
  @inlinable @inline(__always)
  public static func pow(_ base: Float, _ exponent: Float) -> Float {
    // Beyond 2²³ every number is an integer; below, adding 2²³ rounds to one and shows its last bit.
    let a = exponent.magnitude
    let shifted = a + 0x1p23
    let isLarge = a >= 0x1p23
    let isInteger = isLarge ? true : shifted - 0x1p23 == a
    let isOdd = (isLarge ? a : shifted).bitPattern & 1 == 1
    let isOddInteger = a < 0x1p24 ? (isInteger ? isOdd : false) : false

    let magnitude = power(ofMagnitude: base.magnitude, Double(exponent))
    let signed = isOddInteger ? magnitude.withSign(of: base) : magnitude
    let isNegative = base < 0 ? base > -infinity : false
    let real = isNegative ? (isInteger ? signed : nan) : signed
    let known = exponent.isNaN ? exponent : real
    return base == 1 ? 1 : (exponent == 0 ? 1 : known)
  }

  /// Computes a power with an integer exponent.
  @inlinable @inline(__always)
  public static func pow(_ base: Float, _ exponent: Int) -> Float {
    let magnitude = power(ofMagnitude: base.magnitude, Double(exponent))
    let signed = exponent & 1 == 1 ? magnitude.withSign(of: base) : magnitude
    return exponent == 0 ? 1 : signed
  }

  /// bʸ for b ≥ 0, by way of double precision.
  @inlinable @inline(__always)
  internal static func power(ofMagnitude b: Float, _ y: Double) -> Float {
    b == 1 ? 1 : Float(Double.exp(y * Double.log(Double(b))))  // 1 also where y is infinite
  }
}
