public import Autograd
public import Course
public import TensorCore

// An activation applied: to one number, to tensors, to variables.

extension Activation {
  /// The value at an input.
  public func value(at x: Scalar) -> Scalar { function.value(x) }

  /// The first derivative at an input.
  public func slope(at x: Scalar) -> Scalar { function.slope(x) }

  /// The value of every scalar.
  ///
  /// - Parameter x: A tensor of any shape.
  /// - Returns: The values, of that shape.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }

  /// The value of every scalar, recorded as an operation: going back, a gradient is multiplied by the slope
  /// (equation 3.1).
  ///
  /// - Parameter x: A variable of any shape.
  /// - Returns: The values, of that shape.
  public func callAsFunction(_ x: Variable) -> Variable { function(self, x) }

  /// The first derivative at every scalar, as the backward pass computes it.
  ///
  /// - Parameter x: A tensor of any shape.
  /// - Returns: The slopes, of that shape.
  public func derivative(_ x: Tensor) -> Tensor { function.derivative(x) }
}

// Every activation is an operation of its own: the table is the enumeration of the lesson's operations.
extension Activation: DifferentiableOperation {
  /// The name, as an operation's.
  public var rawValue: String { name }

  /// The activation of a name, if it is in the table.
  public init?(rawValue: String) {
    guard let match = Activation.all.first(where: { $0.name == rawValue }) else { return nil }
    self = match
  }

  /// The table.
  public static var allCases: [Activation] { all }

  /// Points on all pieces and in both tails, at which the slope is held against differences.
  public var gradientCheck: GradientCheck {
    // Normal numbers, three times as wide, reach beyond the kinks of all that are in the table.
    GradientCheck(self, ["x": [4, 6]], transform: { x in x * 3 }) { inputs in self(inputs[0]) }
  }
}

extension Activation: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension Scalar {
  /// This number, or the nearest end of ±10⁶ if it lies beyond; NaN stays NaN.
  ///
  /// A gate such as the sigmoid is 0 or 1 to the last digit there. It keeps −∞ from being multiplied by a gate
  /// of 0, which would be NaN where the limit is 0.
  @inline(__always)
  var limited: Scalar { self < -1e6 ? -1e6 : (self > 1e6 ? 1e6 : self) }

  /// This number, or −10⁶ if it lies below.
  @inline(__always)
  var limitedBelow: Scalar { self < -1e6 ? -1e6 : self }
}
