/// The exponential, the logarithm and their relatives as functions of the number type itself.
///
/// They are static members, so `.exp(-x)` works wherever the type is known and nothing collides
/// with the C library's names:
///
/// ```swift
/// let silu = { (x: Float) in x / (1 + .exp(-x)) }
/// silu(1)  // 0.7310586
/// ```
///
/// ## How they are computed
///
/// Each function is straight-line arithmetic: the argument is reduced by adding and subtracting a
/// large constant and by editing bit patterns, a minimax polynomial does the rest, and special cases
/// are chosen at the end between values already computed. There is no branch, no table and no call,
/// so a plain loop around an inlined closure runs in vector registers. Products and sums are fused
/// (one rounding) by request, never by the compiler's choice: results are the same bits on every
/// machine.
///
/// The coefficients come from the Remez algorithm, run by
/// `Tests/Fixtures/elementary-coefficients.py`.
///
/// ## Accuracy
///
/// The largest errors stated below are bounds that `Tests/TensorCoreTests/Elementary*Tests.swift`
/// check over the whole range, in units in the last place (ulp) of the exact result. Results
/// below the least normal number are within one least subnormal number of the exact result.
///
/// ## Source
///
/// The idea of static members: [swift-numerics](https://github.com/apple/swift-numerics). The
/// methods: J.-M. Muller, *Elementary Functions*, 3rd edition, 2016.
public protocol ElementaryFunctions: BinaryFloatingPoint {
  /// Computes the exponential function, eˣ, within 0.9 ulp.
  ///
  /// Infinity where eˣ exceeds the largest number; eˣ of −∞ is 0.
  static func exp(_ x: Self) -> Self

  /// Computes eˣ − 1 within 1.2 ulp, without losing digits where x is small.
  ///
  /// Keeps the sign of zero; −1 at −∞.
  static func expMinusOne(_ x: Self) -> Self

  /// Computes the natural logarithm within 0.85 ulp.
  ///
  /// −∞ at zero of either sign, NaN below zero.
  static func log(_ x: Self) -> Self

  /// Computes log(1 + x) within 0.85 ulp, without losing digits where x is small.
  ///
  /// Keeps the sign of zero; −∞ at −1, NaN below −1.
  static func log(onePlus x: Self) -> Self

  /// Computes the hyperbolic tangent within 1.3 ulp.
  ///
  /// Odd to the last bit; ±1 at ±∞.
  static func tanh(_ x: Self) -> Self

  /// Computes the error function, 2/√π · ∫₀ˣ exp(−t²) dt, within 1.75 ulp.
  ///
  /// Odd to the last bit; ±1 at ±∞.
  static func erf(_ x: Self) -> Self

  /// Computes the logistic function, 1 / (1 + e⁻ˣ), within 2.5 ulp at both ends.
  ///
  /// The naive formula loses the lower tail once e⁻ˣ overflows; this one keeps it down to the
  /// least subnormal number.
  static func sigmoid(_ x: Self) -> Self

  /// Computes log(1 + eˣ) within 1.75 ulp at both ends.
  static func softplus(_ x: Self) -> Self

  /// Computes the square root, correctly rounded; NaN below zero.
  static func squareRoot(_ x: Self) -> Self

  /// Computes a power with a real exponent within 1.1 ulp, 0.51 ulp in single precision.
  ///
  /// As in C and IEEE 754: anything to the power 0 is 1 and 1 to any power is 1, even for NaN; a
  /// negative base takes integer exponents (`pow(-2, 3)` is −8) and gives NaN for others; zeros
  /// and infinities to odd integer powers keep the sign of the base.
  static func pow(_ base: Self, _ exponent: Self) -> Self

  /// Computes a power with an integer exponent within 1.1 ulp, 0.51 ulp in single precision.
  ///
  /// The exponent is exact up to 2⁵³ in magnitude; beyond, it is rounded, but the sign is still right.
  static func pow(_ base: Self, _ exponent: Int) -> Self

  /// Computes the sine of an angle in radians within 1.3 ulp.
  ///
  /// For |x| ≤ 10⁵ in single and 10⁹ in double precision; NaN beyond, where the reduction by π/2
  /// would need more digits than it carries.
  static func sine(_ x: Self) -> Self

  /// Computes the cosine of an angle in radians within 1.3 ulp.
  ///
  /// The range is that of ``sine(_:)``; NaN beyond it.
  static func cosine(_ x: Self) -> Self
}

extension Double: ElementaryFunctions {
  /// Computes the square root, one instruction.
  @inlinable @inline(__always)
  public static func squareRoot(_ x: Double) -> Double { x.squareRoot() }
}

extension Float: ElementaryFunctions {
  /// Computes the square root, one instruction.
  @inlinable @inline(__always)
  public static func squareRoot(_ x: Float) -> Float { x.squareRoot() }
}
