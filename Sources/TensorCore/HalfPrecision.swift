// Rounding to the two formats of half a word that networks are trained in.
//
// The results stay ordinary numbers: what is rounded is the value. It needs neither the
// type `Float16`, which Macs with Intel processors lack, nor hardware that computes in these formats.

extension Double {
  /// Rounds to the nearest number of half precision (PyTorch: `torch.float16`).
  ///
  /// IEEE 754's binary16 keeps 11 significant bits. Its greatest number is 65504, its least normal one
  /// 2⁻¹⁴, its least one 2⁻²⁴.
  ///
  /// - Returns: The nearest such number; of two, the one with an even last bit. From 65520 on it is
  ///   infinity; the sign stays, of zero too, and NaN stays NaN.
  ///
  /// ## Source
  ///
  /// IEEE 754-2019, sections 3.4 and 4.3.1. Rounding by adding and subtracting a large number:
  /// J.-M. Muller et al., *Handbook of Floating-Point Arithmetic*, 2nd edition, 2018.
  @inlinable @inline(__always)
  public func roundedToFloat16() -> Double {
    rounded(toFractionBits: 10, leastExponent: -14, infiniteFrom: 65520)
  }

  /// Rounds to the nearest number of the format bfloat16 (PyTorch: `torch.bfloat16`).
  ///
  /// It has the range of single precision and 8 significant bits, so that small gradients survive
  /// and digits do not.
  ///
  /// - Returns: The nearest such number; of two, the one with an even last bit. From 2¹²⁸ − 2¹¹⁹ on it
  ///   is infinity; the sign stays, of zero too, and NaN stays NaN.
  ///
  /// ## Source
  ///
  /// Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training", 2019,
  /// https://arxiv.org/abs/1905.12322
  @inlinable @inline(__always)
  public func roundedToBFloat16() -> Double {
    rounded(toFractionBits: 7, leastExponent: -126, infiniteFrom: 0x1.FFp127)
  }

  /// Rounds to a format of fewer bits, to nearest, ties to even.
  ///
  /// Numbers from 2ᵉ up to 2ᵉ⁺¹ lie 2ᵉ⁻ᵇ apart in a format of b fraction bits. So do those of this type
  /// from 2ᵉ⁻ᵇ⁺⁵² on: adding that power makes the processor round to such a multiple, with IEEE's rule
  /// for ties, and subtracting it is exact. Below the least exponent the distance stays the same.
  @inlinable @inline(__always)
  internal func rounded(
    toFractionBits fractionBits: UInt64, leastExponent: Int, infiniteFrom limit: Double
  ) -> Double {
    let least = UInt64(1023 + leastExponent)
    let exponent = bitPattern &>> 52 & 0x7FF
    let large = Double(
      bitPattern: ((exponent < least ? least : exponent) &+ (52 &- fractionBits)) &<< 52)
    let rounded = (magnitude + large) - large
    return (magnitude >= limit ? .infinity : rounded).withSign(of: self)
  }
}

extension Float {
  /// Rounds to the nearest number of half precision; see `Double.roundedToFloat16()`.
  @inlinable @inline(__always)
  public func roundedToFloat16() -> Float { Float(Double(self).roundedToFloat16()) }

  /// Rounds to the nearest number of the format bfloat16; see `Double.roundedToBFloat16()`.
  @inlinable @inline(__always)
  public func roundedToBFloat16() -> Float { Float(Double(self).roundedToBFloat16()) }
}

extension Tensor {
  /// Every scalar, rounded to half precision; see `Double.roundedToFloat16()`.
  public func roundedToFloat16() -> Tensor { map { $0.roundedToFloat16() } }

  /// Every scalar, rounded to the format bfloat16; see `Double.roundedToBFloat16()`.
  public func roundedToBFloat16() -> Tensor { map { $0.roundedToBFloat16() } }
}
