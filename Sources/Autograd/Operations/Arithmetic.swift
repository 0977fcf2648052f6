public import TensorCore

// Sums, differences, products and quotients. Broadcasting is undone by the engine, in one place: a
// share that is too large is summed down to its operand's shape (equation 2.8).

extension Variable {
  /// The sum, scalar by scalar, after broadcasting.
  public static func + (a: Variable, b: Variable) -> Variable {
    .result(of: Primitive.add, a.value + b.value) { _ in
      [a.pullback { d in d }, b.pullback { d in d }]
    }
  }

  /// The difference, scalar by scalar, after broadcasting.
  public static func - (a: Variable, b: Variable) -> Variable {
    .result(of: Primitive.subtract, a.value - b.value) { _ in
      [a.pullback { d in d }, b.pullback { d in -d }]
    }
  }

  /// The product, scalar by scalar, after broadcasting; for matrices see `matmul`.
  public static func * (a: Variable, b: Variable) -> Variable {
    .result(of: Primitive.multiply, a.value * b.value) { _ in
      [
        a.pullback(saving: b) { d, b in d * b },
        b.pullback(saving: a) { d, a in d * a },
      ]
    }
  }

  /// The quotient, scalar by scalar, after broadcasting.
  public static func / (a: Variable, b: Variable) -> Variable {
    .result(of: Primitive.divide, a.value / b.value) { _ in
      [
        a.pullback(saving: b) { d, b in d / b },
        b.pullback(saving: a, b) { d, a, b in -d * ((a / b) / b) },
      ]
    }
  }

  /// Every scalar increased by a number.
  public static func + (a: Variable, b: Scalar) -> Variable {
    .result(of: Primitive.addNumber, a.value + b) { _ in [a.pullback { d in d }] }
  }

  /// Every scalar decreased by a number.
  public static func - (a: Variable, b: Scalar) -> Variable { a + (-b) }

  /// Every scalar multiplied by a number.
  public static func * (a: Variable, b: Scalar) -> Variable {
    .result(of: Primitive.multiplyByNumber, a.value * b) { _ in [a.pullback { d in d * b }] }
  }

  /// Every scalar divided by a number.
  public static func / (a: Variable, b: Scalar) -> Variable {
    // Not a · (1 / b), which rounds twice: the mean of 49 ones would not be 1.
    .result(of: Primitive.divideByNumber, a.value / b) { _ in [a.pullback { d in d / b }] }
  }

  /// Every scalar increased by a number.
  public static func + (a: Scalar, b: Variable) -> Variable { b + a }

  /// Every scalar subtracted from a number.
  public static func - (a: Scalar, b: Variable) -> Variable { -b + a }

  /// Every scalar multiplied by a number.
  public static func * (a: Scalar, b: Variable) -> Variable { b * a }

  /// A number divided by every scalar.
  public static func / (a: Scalar, b: Variable) -> Variable { Variable(Tensor(a)) / b }

  /// Every scalar negated.
  public static prefix func - (a: Variable) -> Variable { a * -1 }
}

/// The greater of two values, pair by pair, after broadcasting; equal ones share the gradient.
///
/// Where either is NaN, so is the result, and both receive the whole gradient, as in PyTorch: a zero
/// would hide where the NaN went.
///
/// - Parameters:
///   - a: The first operand.
///   - b: The second operand.
/// - Returns: The greater values, of the common shape.
public func maximum(_ a: Variable, _ b: Variable) -> Variable {
  .result(
    of: Primitive.maximum, TensorCore.maximum(a.value, b.value), branches: a.order(against: b)
  ) { _ in
    [
      a.pullback(saving: a, b) { d, a, b in d * a.winnerShare(over: b) },
      b.pullback(saving: a, b) { d, a, b in d * b.winnerShare(over: a) },
    ]
  }
}

/// The lesser of two values, pair by pair, after broadcasting; equal ones share the gradient, and both
/// receive the whole of it where either is NaN, as in PyTorch.
///
/// - Parameters:
///   - a: The first operand.
///   - b: The second operand.
/// - Returns: The lesser values, of the common shape.
public func minimum(_ a: Variable, _ b: Variable) -> Variable {
  .result(
    of: Primitive.minimum, TensorCore.minimum(a.value, b.value), branches: a.order(against: b)
  ) { _ in
    [
      a.pullback(saving: a, b) { d, a, b in d * b.winnerShare(over: a) },
      b.pullback(saving: a, b) { d, a, b in d * a.winnerShare(over: b) },
    ]
  }
}

extension Tensor {
  /// 0 where this is less than the other, ½ where both are equal, and 1 elsewhere, at NaN too.
  fileprivate func winnerShare(over other: Tensor) -> Tensor {
    combined(with: other) { a, b in a < b ? 0 : (a == b ? 0.5 : 1) }
  }
}

extension Variable {
  /// For each pair which one is greater: the branches of a maximum or minimum.
  fileprivate func order(against other: Variable) -> () -> [Int] {
    let (a, b) = (value, other.value)
    return { a.winnerShare(over: b).scalars.map { Int($0 * 2) } }
  }
}
