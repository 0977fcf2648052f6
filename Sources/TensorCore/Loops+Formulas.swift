// Formulas as the methods of a type. The compiler makes a short closure part of a loop that is given it, but
// calls a long one, or one that captures a number, for every scalar, which takes ten times as long. A method
// marked `@inline(__always)` is part of the loop whatever it holds.

/// A function of one number, perhaps with parameters, and its derivative, as the methods of a type.
///
/// ```swift
/// struct Swish: ElementwiseFormula {
///   let beta: Scalar
///   @inline(__always) func value(_ x: Scalar) -> Scalar { x * .sigmoid(beta * x) }
///   @inline(__always) func slope(_ x: Scalar) -> Scalar {
///     .sigmoid(beta * x) * (1 + beta * x * .sigmoid(-beta * x))
///   }
/// }
/// Tensor([0, 1]).mapped(by: MapLoop(valuesOf: Swish(beta: 1)))   // [0, 0.7311]
/// ```
public protocol ElementwiseFormula: Sendable {
  /// Whether the derivative is given the output of the function, and not its input.
  static var slopeTakesOutput: Bool { get }

  /// The function.
  func value(_ x: Scalar) -> Scalar

  /// The derivative, given the input, or the output where ``slopeTakesOutput`` says so.
  func slope(_ saved: Scalar) -> Scalar
}

extension ElementwiseFormula {
  /// The derivative is given the input unless a type says otherwise.
  @inlinable
  public static var slopeTakesOutput: Bool { false }
}
