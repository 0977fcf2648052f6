public import TensorCore

/// A binary format of floating-point numbers in which networks are trained.
///
/// ```swift
/// let half = NumberFormat.float16
/// half.round(65519)   // 65504, the greatest number
/// half.round(65520)   // inf
/// half.round(1e-8)    // 0: the least number is 6e-8
/// half.round(2049)    // 2048
/// ```
///
/// A rounded number is off by at most the share u of itself,
///
///     |round(x) − x| ≤ u |x|,  u = 2⁻ᵖ                                               (equation 9.7)
///
/// with p significant bits, as long as it is neither too large nor below the least normal number. Below that the
/// distance of neighbors stays the same, and the share of the error grows up to 1.
///
/// | format | p | epsilon | least | least normal | greatest |
/// |---|---|---|---|---|---|
/// | float16 | 11 | 9.8e-4 | 6.0e-8 | 6.1e-5 | 65504 |
/// | bfloat16 | 8 | 7.8e-3 | 9.2e-41 | 1.2e-38 | 3.4e38 |
/// | float32 | 24 | 1.2e-7 | 1.4e-45 | 1.2e-38 | 3.4e38 |
///
/// ## Source
///
/// IEEE 754-2019, sections 3.3 and 4.3.1; the error: Higham, "Accuracy and stability of numerical algorithms", 2nd
/// edition, 2002, theorem 2.2
public enum NumberFormat: String, Sendable, CaseIterable {
  /// IEEE 754's binary16, half precision.
  case float16
  /// Single precision with 16 fraction bits cut off.
  case bfloat16
  /// IEEE 754's binary32, single precision.
  case float32
  /// IEEE 754's binary64, double precision.
  case float64

  /// The nearest number of the format; of two, the one with an even last bit.
  ///
  /// - Parameter x: Any number.
  /// - Returns: The number; infinity from half a step above the greatest on. Zeros keep their sign, and NaN stays NaN.
  public func round(_ x: Double) -> Double {
    switch self {
    case .float16: x.roundedToFloat16()
    case .bfloat16: x.roundedToBFloat16()
    case .float32: Double(Float(x))
    case .float64: x
    }
  }

  /// Every scalar rounded; see `round(_:)` for a number.
  ///
  /// In a build in single precision nothing finer than that is left to round.
  ///
  /// - Parameter tensor: Of any shape.
  /// - Returns: The numbers, of that shape.
  public func round(_ tensor: Tensor) -> Tensor {
    switch self {
    case .float16: tensor.roundedToFloat16()
    case .bfloat16: tensor.roundedToBFloat16()
    case .float32: tensor.map { Scalar(Float($0)) }
    case .float64: tensor
    }
  }

  /// The number p of significant bits, the leading one included.
  public var significantBitCount: Int {
    switch self {
    case .float16: 11
    case .bfloat16: 8
    case .float32: 24
    case .float64: 53
    }
  }

  /// The exponents of normal numbers.
  public var exponents: ClosedRange<Int> {
    switch self {
    case .float16: -14...15
    case .bfloat16, .float32: -126...127
    case .float64: -1022...1023
    }
  }

  /// The distance from 1 to the next number (PyTorch: `finfo.eps`); 2u.
  public var epsilon: Double { .pow(2, 1 - significantBitCount) }

  /// The greatest number (PyTorch: `finfo.max`).
  public var greatest: Double { (2 - epsilon) * .pow(2, exponents.upperBound) }

  /// The least positive number that has all its significant bits (PyTorch: `finfo.smallest_normal`).
  public var leastNormal: Double {
    Double(sign: .plus, exponent: exponents.lowerBound, significand: 1)
  }

  /// The least positive number, which has one significant bit.
  public var least: Double {
    Double(sign: .plus, exponent: exponents.lowerBound - significantBitCount + 1, significand: 1)
  }
}
