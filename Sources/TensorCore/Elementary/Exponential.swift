// The exponential function and eˣ − 1.
//
// x = n·ln 2 + r with |r| ≤ ln 2 / 2, hence eˣ = 2ⁿ·eʳ with eʳ = 1 + r + r²·q(r). The integer n comes
// from adding 1.5·2⁵² (1.5·2²³), which leaves it in the low bits; ln 2 is subtracted in two parts.
// Coefficients of q and both parts of ln 2: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// Splits x into n·ln 2 + r, where r is a rounded remainder and what it lost; n is returned
  /// shifted by ``integerShift``.
  @inlinable @inline(__always)
  internal static func reducedByLogarithmOfTwo(
    _ x: Double
  ) -> (
    shifted: Double, remainder: Double, lost: Double
  ) {
    let shifted = integerShift.addingProduct(x, 1.4426950408889634)
    let n = shifted - integerShift
    let first = x.addingProduct(n, -0.6931471805599453)
    let remainder = first.addingProduct(n, -2.3190468138462996e-17)
    return (shifted, remainder, (first - remainder).addingProduct(n, -2.3190468138462996e-17))
  }

  /// (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2.
  @inlinable @inline(__always)
  internal static func exponentialTail(_ r: Double) -> Double {
    (1.7687707745699963e-09 as Double)
      .times(r, plus: 2.510525844653236e-08)
      .times(r, plus: 2.7567940158828094e-07)
      .times(r, plus: 2.75572553074682e-06)
      .times(r, plus: 2.4801574507014134e-05)
      .times(r, plus: 0.00019841269874886793)
      .times(r, plus: 0.001388888889562159)
      .times(r, plus: 0.008333333333326119)
      .times(r, plus: 0.04166666666665222)
      .times(r, plus: 0.1666666666666667)
      .times(r, plus: 0.5000000000000001)
  }

  /// Computes the exponential function.
  @inlinable @inline(__always)
  public static func exp(_ x: Double) -> Double {
    let fromBelow = x < -746 ? -746 : x  // exp(-746) rounds to 0, exp(710) to infinity
    let (shifted, r, lost) = reducedByLogarithmOfTwo(fromBelow > 710 ? 710 : fromBelow)
    let fraction = 1 + (r + lost.addingProduct(r * r, exponentialTail(r)))
    return fraction.timesPowerOfTwo(shifted: shifted)
  }

  /// Computes e⁻ᵃ for a ≥ 0: no power of two overflows, and one that is too small is reached in two steps.
  @inlinable @inline(__always)
  internal static func decay(_ a: Double) -> Double {
    let (shifted, r, lost) = reducedByLogarithmOfTwo(-(a > 746 ? 746 : a))
    let fraction = 1 + (r + lost.addingProduct(r * r, exponentialTail(r)))
    return fraction * powerOfTwo(shifted.bitPattern &+ 54) * 0x1p-54
  }

  /// Computes (eˣ − 1) / 2 for -40 ≤ x ≤ 710 as a rounded value and what it lost.
  ///
  /// With m = 2ⁿ⁻¹ it is m·(eʳ − 1) + (m − ½); halved, because 2¹⁰²⁴ is not a number but eˣ may be one.
  @inlinable @inline(__always)
  internal static func halfOfExpMinusOne(_ x: Double) -> (value: Double, lost: Double) {
    let (shifted, r, reductionLost) = reducedByLogarithmOfTwo(x)
    let tail = reductionLost.addingProduct(r * r, exponentialTail(r))
    let fraction = r + tail
    let m = powerOfTwo(shifted.bitPattern &- 1)
    let value = (m - 0.5) + m * fraction
    return (value, (m * fraction - (value - (m - 0.5))) + m * (tail - (fraction - r)))
  }

  /// Computes eˣ − 1.
  @inlinable @inline(__always)
  public static func expMinusOne(_ x: Double) -> Double {
    let fromBelow = x < -40 ? -40 : x  // e⁻⁴⁰ is less than half a unit in the last place of 1
    let (value, lost) = halfOfExpMinusOne(fromBelow > 710 ? 710 : fromBelow)
    return x.magnitude < 0x1p-60 ? x : 2 * (value + lost)
  }
}

extension Float {
  /// Splits x into n·ln 2 + r, where r is a rounded remainder and what it lost; n is returned
  /// shifted by ``integerShift``.
  @inlinable @inline(__always)
  internal static func reducedByLogarithmOfTwo(
    _ x: Float
  ) -> (
    shifted: Float, remainder: Float, lost: Float
  ) {
    let shifted = integerShift.addingProduct(x, 1.442695)
    let n = shifted - integerShift
    let first = x.addingProduct(n, -0.6931472)
    let remainder = first.addingProduct(n, 1.9046542e-09)
    return (shifted, remainder, (first - remainder).addingProduct(n, 1.9046542e-09))
  }

  /// (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2.
  @inlinable @inline(__always)
  internal static func exponentialTail(_ r: Float) -> Float {
    (0.00019962322 as Float)
      .times(r, plus: 0.0013943276)
      .times(r, plus: 0.00833322)
      .times(r, plus: 0.041666325)
      .times(r, plus: 0.16666667)
      .times(r, plus: 0.5)
  }

  /// Computes the exponential function.
  @inlinable @inline(__always)
  public static func exp(_ x: Float) -> Float {
    let fromBelow = x < -104 ? -104 : x  // exp(-104) rounds to 0, exp(89) to infinity
    let (shifted, r, lost) = reducedByLogarithmOfTwo(fromBelow > 89 ? 89 : fromBelow)
    let fraction = 1 + (r + lost.addingProduct(r * r, exponentialTail(r)))
    return fraction.timesPowerOfTwo(shifted: shifted)
  }

  /// Computes e⁻ᵃ for a ≥ 0: no power of two overflows, and one that is too small is reached in two steps.
  @inlinable @inline(__always)
  internal static func decay(_ a: Float) -> Float {
    let (shifted, r, lost) = reducedByLogarithmOfTwo(-(a > 104 ? 104 : a))
    let fraction = 1 + (r + lost.addingProduct(r * r, exponentialTail(r)))
    return fraction * powerOfTwo(shifted.bitPattern &+ 25) * 0x1p-25
  }

  /// Computes (eˣ − 1) / 2 for -20 ≤ x ≤ 89 as a rounded value and what it lost.
  ///
  /// With m = 2ⁿ⁻¹ it is m·(eʳ − 1) + (m − ½); halved, because 2¹²⁸ is not a number but eˣ may be one.
  @inlinable @inline(__always)
  internal static func halfOfExpMinusOne(_ x: Float) -> (value: Float, lost: Float) {
    let (shifted, r, reductionLost) = reducedByLogarithmOfTwo(x)
    let tail = reductionLost.addingProduct(r * r, exponentialTail(r))
    let fraction = r + tail
    let m = powerOfTwo(shifted.bitPattern &- 1)
    let value = (m - 0.5) + m * fraction
    return (value, (m * fraction - (value - (m - 0.5))) + m * (tail - (fraction - r)))
  }

  /// Computes eˣ − 1.
  @inlinable @inline(__always)
  public static func expMinusOne(_ x: Float) -> Float {
    let fromBelow = x < -20 ? -20 : x  // e⁻²⁰ is less than half a unit in the last place of 1
    let (value, lost) = halfOfExpMinusOne(fromBelow > 89 ? 89 : fromBelow)
    return x.magnitude < 0x1p-30 ? x : 2 * (value + lost)
  }
}
