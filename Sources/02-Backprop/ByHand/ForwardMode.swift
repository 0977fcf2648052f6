import TensorCore

/// A number together with its derivative in one direction: differentiation in the forward pass.
///
///     (a, a′) · (b, b′) = (a b, a b′ + a′ b)                              (equation 2.20)
///
/// Every operation applies the chain rule at once, so nothing is stored; but one evaluation yields
/// the derivative in one direction only, and a gradient by P parameters takes P of them.
///
/// ## Source
///
/// Baydin, Pearlmutter, Radul and Siskind, "Automatic differentiation in machine learning: a
/// survey", 2018, https://arxiv.org/abs/1502.05767, section 3.1
public struct DualNumber: Hashable, Sendable {
  /// The value.
  public let value: Double

  /// The derivative in the chosen direction.
  public let derivative: Double

  /// Creates a number from its value and its derivative.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - derivative: The derivative in the chosen direction; 1 for the variable that varies.
  public init(_ value: Double, _ derivative: Double) {
    self.value = value
    self.derivative = derivative
  }
}

extension DualNumber: DifferentiableNumber {
  /// Creates a constant, of derivative 0.
  public init(_ value: Double) { self.init(value, 0) }

  /// The sum, of derivative a′ + b′.
  public static func + (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value + b.value, a.derivative + b.derivative)
  }

  /// The product, of derivative a b′ + a′ b.
  public static func * (a: DualNumber, b: DualNumber) -> DualNumber {
    // (equation 2.20)
    DualNumber(a.value * b.value, a.value * b.derivative + a.derivative * b.value)
  }

  /// The exponential function, of derivative eˣ x′.
  public static func exp(_ x: DualNumber) -> DualNumber {
    let y = Double.exp(x.value)
    return DualNumber(y, y * x.derivative)
  }

  /// The hyperbolic tangent, of derivative (1 − y²) x′.
  public static func tanh(_ x: DualNumber) -> DualNumber {
    let y = Double.tanh(x.value)
    return DualNumber(y, (1 - y * y) * x.derivative)
  }

  /// The sine of an angle in radians, of derivative cos(x) x′.
  public static func sine(_ x: DualNumber) -> DualNumber {
    DualNumber(.sine(x.value), .cosine(x.value) * x.derivative)
  }
}
