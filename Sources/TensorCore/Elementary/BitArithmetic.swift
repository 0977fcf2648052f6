// The vocabulary of the elementary functions: Horner's rule, rounding errors, signs and powers of
// two, once for each precision. Everything here compiles to straight-line code, so a loop around it vectorizes.

extension Double {
  /// One step of Horner's rule, `self · x + constant`, rounded once.
  @inlinable @inline(__always)
  internal func times(_ x: Double, plus constant: Double) -> Double {
    constant.addingProduct(self, x)
  }

  /// What the rounded sum of two numbers lost, exactly (Knuth, "The Art of Computer Programming",
  /// volume 2, section 4.2.2, theorem B).
  @inlinable @inline(__always)
  internal static func lost(by sum: Double, of a: Double, _ b: Double) -> Double {
    let partOfB = sum - a
    return (a - (sum - partOfB)) + (b - partOfB)
  }

  /// The magnitude of this number with the sign of another one.
  @inlinable @inline(__always)
  internal func withSign(of other: Double) -> Double {
    let sign: UInt64 = 0x8000_0000_0000_0000
    return Double(bitPattern: (bitPattern & ~sign) | (other.bitPattern & sign))
  }

  /// 1.5 · 2⁵²: a number added to it is rounded to an integer, which then stands in the low bits.
  @inlinable @inline(__always)
  internal static var integerShift: Double { 0x1.8p52 }

  /// 2ⁿ for −1022 ≤ n ≤ 1023, where n stands in the low twelve bits.
  @inlinable @inline(__always)
  internal static func powerOfTwo(_ lowBits: UInt64) -> Double {
    Double(bitPattern: (lowBits &<< 52) &+ 0x3FF0_0000_0000_0000)
  }

  /// Multiplies by 2ⁿ in two steps, so that every n from −1100 to 1100 rounds, overflows and
  /// underflows once; n is given as a number shifted by ``integerShift``.
  @inlinable @inline(__always)
  internal func timesPowerOfTwo(shifted: Double) -> Double {
    let half = Double.integerShift.addingProduct(shifted - Double.integerShift, 0.5)
    return self * Double.powerOfTwo(half.bitPattern)
      * Double.powerOfTwo(shifted.bitPattern &- half.bitPattern)
  }
}

extension Float {
  /// One step of Horner's rule, `self · x + constant`, rounded once.
  @inlinable @inline(__always)
  internal func times(_ x: Float, plus constant: Float) -> Float {
    constant.addingProduct(self, x)
  }

  /// What the rounded sum of two numbers lost, exactly (Knuth, "The Art of Computer Programming",
  /// volume 2, section 4.2.2, theorem B).
  @inlinable @inline(__always)
  internal static func lost(by sum: Float, of a: Float, _ b: Float) -> Float {
    let partOfB = sum - a
    return (a - (sum - partOfB)) + (b - partOfB)
  }

  /// The magnitude of this number with the sign of another one.
  @inlinable @inline(__always)
  internal func withSign(of other: Float) -> Float {
    let sign: UInt32 = 0x8000_0000
    return Float(bitPattern: (bitPattern & ~sign) | (other.bitPattern & sign))
  }

  /// 1.5 · 2²³: a number added to it is rounded to an integer, which then stands in the low bits.
  @inlinable @inline(__always)
  internal static var integerShift: Float { 0x1.8p23 }

  /// 2ⁿ for −126 ≤ n ≤ 127, where n stands in the low nine bits.
  @inlinable @inline(__always)
  internal static func powerOfTwo(_ lowBits: UInt32) -> Float {
    Float(bitPattern: (lowBits &<< 23) &+ 0x3F80_0000)
  }

  /// Multiplies by 2ⁿ in two steps, so that every n from −200 to 200 rounds, overflows and
  /// underflows once; n is given as a number shifted by ``integerShift``.
  @inlinable @inline(__always)
  internal func timesPowerOfTwo(shifted: Float) -> Float {
    let half = Float.integerShift.addingProduct(shifted - Float.integerShift, 0.5)
    return self * Float.powerOfTwo(half.bitPattern)
      * Float.powerOfTwo(shifted.bitPattern &- half.bitPattern)
  }
}
