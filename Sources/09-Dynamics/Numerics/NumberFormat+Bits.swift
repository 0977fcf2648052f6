// The 16 bits of a number, as they stand in memory: a sign, an exponent, a fraction.

extension NumberFormat {
  /// The bits of the nearest number of a format of 16 bits.
  ///
  /// - Parameter x: Any number; every NaN has the bits of the quiet, positive one.
  /// - Returns: The bits.
  /// - Precondition: The format is float16 or bfloat16.
  public func bits(of x: Double) -> UInt16 {
    let fractionBits = fractionBitCount("bits")
    let infinity = (0x7FFF >> fractionBits) << fractionBits as UInt16
    let rounded = round(x)
    if rounded.isNaN { return infinity | 1 << (fractionBits - 1) }
    let sign: UInt16 = rounded.sign == .minus ? 0x8000 : 0
    let magnitude = rounded.magnitude
    if magnitude.isInfinite { return sign | infinity }
    // The exponent counts from 0 for numbers below the least normal one, which have no leading bit.
    if magnitude < leastNormal { return sign | UInt16(magnitude / least) }
    let exponent = UInt16(Int(magnitude.exponent) - exponents.lowerBound + 1)
    let fraction = UInt16((magnitude.significand - 1) * Double(1 << fractionBits))
    return sign | exponent << fractionBits | fraction
  }

  /// The number that 16 bits stand for.
  ///
  /// - Parameter bits: A sign, an exponent and a fraction.
  /// - Returns: The number.
  /// - Precondition: The format is float16 or bfloat16.
  public func number(bits: UInt16) -> Double {
    let fractionBits = fractionBitCount("number")
    let fraction = Double(bits & (1 << fractionBits - 1))
    let exponent = Int(bits & 0x7FFF) >> fractionBits
    let magnitude: Double =
      if exponent == Int(0x7FFF) >> fractionBits {
        fraction == 0 ? .infinity : .nan
      } else if exponent == 0 {
        fraction * least
      } else {
        (fraction + Double(1 << fractionBits)) * least
          * Double(sign: .plus, exponent: exponent - 1, significand: 1)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  private func fractionBitCount(_ function: String) -> Int {
    precondition(
      self == .float16 || self == .bfloat16,
      "NumberFormat.\(function): \(rawValue) has more than 16 bits")
    return significantBitCount - 1
  }
}
