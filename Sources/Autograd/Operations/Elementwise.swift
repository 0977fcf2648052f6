public import Course
public import TensorCore

// Functions of one number, applied to every scalar: a value and a derivative, each written once.

/// A function of every scalar whose derivative is written in terms of its *input*.
///
/// - Parameters:
///   - operation: The operation.
///   - x: The operand; its value is kept for the backward pass.
///   - value: The function.
///   - derivative: Its derivative, given the input.
///   - branch: For a function with kinks, the number of the smooth piece on which the input lies.
/// - Returns: The values, of the operand's shape.
@inlinable @inline(__always)
public func elementwise(
  _ operation: some DifferentiableOperation, _ x: Variable, value: (Scalar) -> Scalar,
  derivative: @escaping (Scalar) -> Scalar, branch: ((Scalar) -> Int)? = nil
) -> Variable {
  let input = x.value
  let branches = branch.map { branch in { input.scalars.map(branch) } }
  // Made here and not further in, where the compiler would call the derivative for every scalar.
  let share = { (d: Tensor, x: Tensor) in d.combined(with: x) { d, x in d * derivative(x) } }
  return .result(of: operation, input.map(value), branches: branches) { _ in
    [x.pullback(saving: x, share)]
  }
}

/// A function of every scalar whose derivative is written in terms of its *output*.
///
/// It need not keep its input: tanh and the sigmoid know their slope from their height.
///
/// - Parameters:
///   - operation: The operation.
///   - x: The operand; it is not kept.
///   - value: The function.
///   - derivative: Its derivative, given the output.
///   - branch: For a function with kinks, the number of the smooth piece on which the output lies.
/// - Returns: The values, of the operand's shape, which are kept for the backward pass.
@inlinable @inline(__always)
public func elementwise(
  _ operation: some DifferentiableOperation, _ x: Variable, value: (Scalar) -> Scalar,
  derivativeFromOutput derivative: @escaping (Scalar) -> Scalar, branch: ((Scalar) -> Int)? = nil
) -> Variable {
  let output = x.value.map(value)
  let branches = branch.map { branch in { output.scalars.map(branch) } }
  let share = { (d: Tensor, y: Tensor) in d.combined(with: y) { d, y in d * derivative(y) } }
  return .result(of: operation, output, branches: branches) { y in
    [x.pullback(saving: y, share)]
  }
}

/// The exponential function: its own derivative.
public func exp(_ x: Variable) -> Variable {
  elementwise(Primitive.exp, x, value: { x in .exp(x) }, derivativeFromOutput: { y in y })
}

/// The natural logarithm.
public func log(_ x: Variable) -> Variable {
  elementwise(Primitive.log, x, value: { x in .log(x) }, derivative: { x in 1 / x })
}

/// The square root.
public func squareRoot(_ x: Variable) -> Variable {
  elementwise(
    Primitive.squareRoot, x, value: { x in .squareRoot(x) }, derivativeFromOutput: { y in 0.5 / y })
}

/// A fixed power.
public func pow(_ x: Variable, _ exponent: Scalar) -> Variable {
  elementwise(
    Primitive.pow, x, value: { x in .pow(x, exponent) },
    // Without the case for 0 the slope of x⁰ at 0 would be 0 · ∞.
    derivative: { x in exponent == 0 ? 0 : exponent * .pow(x, exponent - 1) })
}

/// The hyperbolic tangent; its slope is 1 − y² (equation 2.6).
public func tanh(_ x: Variable) -> Variable {
  elementwise(
    Primitive.tanh, x, value: { x in .tanh(x) },
    derivativeFromOutput: { y in 1 - y * y })  // (equation 2.6)
}

/// The logistic sigmoid 1 / (1 + e⁻ˣ); its slope is y (1 − y) (equation 2.5).
public func sigmoid(_ x: Variable) -> Variable {
  elementwise(
    Primitive.sigmoid, x, value: { x in .sigmoid(x) },
    derivativeFromOutput: { y in y * (1 - y) })  // (equation 2.5)
}

/// The softplus log(1 + eˣ), a smooth ReLU; its slope is the sigmoid.
public func softplus(_ x: Variable) -> Variable {
  elementwise(Primitive.softplus, x, value: { x in .softplus(x) }, derivative: { x in .sigmoid(x) })
}

/// The rectified linear unit max(0, x); its slope at 0 is 0, as in PyTorch (equation 2.4).
///
/// The sign of the output tells the slope, and the next layer keeps the output anyway.
public func relu(_ x: Variable) -> Variable {
  elementwise(
    Primitive.relu, x, value: { x in x < 0 ? 0 : x },
    derivativeFromOutput: { y in y <= 0 ? 0 : 1 },  // (equation 2.4)
    branch: { y in y > 0 ? 1 : 0 })
}

/// The magnitude, of −0 the zero without a sign; its slope at 0, and at NaN, is 0, as in PyTorch.
public func abs(_ x: Variable) -> Variable {
  elementwise(
    Primitive.abs, x, value: { x in x.magnitude },
    derivative: { x in x > 0 ? 1 : (x < 0 ? -1 : 0) },
    branch: { x in x > 0 ? 1 : (x < 0 ? -1 : 0) })
}

/// The sign of every scalar, 1 for zero; its derivative is zero wherever it has one, so that nothing before it learns.
///
/// As a threshold needs it, zero has the sign 1; PyTorch gives 0. NaN stays NaN, as in NumPy: PyTorch's 0 would hide it.
///
/// - Parameter x: The operand.
/// - Returns: ±1 or NaN, of the operand's shape.
public func sign(_ x: Variable) -> Variable {
  elementwise(
    Primitive.sign, x, value: { x in x < 0 ? -1 : (x >= 0 ? 1 : x) }, derivative: { _ in 0 },
    branch: { x in x < 0 ? -1 : 1 })
}

extension Variable {
  /// Every scalar moved to the nearest end of a range if it lies outside; no gradient from there.
  ///
  /// - Parameter range: Where values, and gradients, pass unchanged; both ends included.
  /// - Returns: The values, of the same shape.
  public func clamped(to range: ClosedRange<Scalar>) -> Variable {
    let (low, high) = (range.lowerBound, range.upperBound)
    return elementwise(
      Primitive.clamped, self, value: { x in x < low ? low : (x > high ? high : x) },
      derivative: { x in x >= low && x <= high ? 1 : 0 },
      branch: { x in x < low ? -1 : (x > high ? 1 : 0) })
  }
}
