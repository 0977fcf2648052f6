import TensorCore

/// A number that smooth formulas can be written with, whatever it carries beside its value.
///
/// A formula written once over this protocol can be evaluated with plain numbers, traced for the
/// way back with `ScalarNode`, or differentiated in the forward pass with `DualNumber`:
///
/// ```swift
/// func f<Number: DifferentiableNumber>(_ x: Number) -> Number { .exp(x) * .sine(x) }
/// f(1.0)                          // 2.2873552871788423
/// f(DualNumber(1, 1)).derivative  // 3.7560492270947274
/// ```
public protocol DifferentiableNumber {
  /// Creates a constant.
  init(_ value: Double)

  /// The sum.
  static func + (a: Self, b: Self) -> Self

  /// The product.
  static func * (a: Self, b: Self) -> Self

  /// The exponential function.
  static func exp(_ x: Self) -> Self

  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self

  /// The sine of an angle in radians.
  static func sine(_ x: Self) -> Self
}

extension Double: DifferentiableNumber {}

extension ScalarNode: DifferentiableNumber {}
