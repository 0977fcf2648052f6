public import Course
public import TensorCore

/// A function of one number with its slope, both as formulas over plain numbers: all that there is to
/// say of an activation.
///
/// From the two formulas follow the loops over tensors, the operation of the engine, its check, tables and
/// plots:
///
/// ```swift
/// let softsign = ElementwiseFunction(
///   value: { x in x / (1 + abs(x)) }, slope: { x in 1 / ((1 + abs(x)) * (1 + abs(x))) })
/// softsign.value(3)          // 0.75
/// softsign(Tensor([1, 3]))   // [0.5, 0.75]
/// ```
///
/// The initializers are inlined together with the closures that they are given, so that the loops run as
/// fast as if they were written by hand; a closure that is stored and called for every scalar would
/// take six times as long.
public struct ElementwiseFunction: Sendable {
  /// The function of one number.
  public let value: @Sendable (Scalar) -> Scalar

  /// The derivative at an input.
  public let slope: @Sendable (Scalar) -> Scalar

  /// For a function with kinks, the number of the smooth piece on which an input lies.
  public let branch: (@Sendable (Scalar) -> Int)?

  @usableFromInline let values: MapLoop
  @usableFromInline let gradients: CombiningLoop
  @usableFromInline let keepsOutput: Bool

  /// Whether the values are the inputs, which then are not copied.
  @usableFromInline var isIdentity = false

  /// The function that returns its argument.
  public static var identity: ElementwiseFunction {
    var function = ElementwiseFunction(value: { x in x }, slopeFromOutput: { _ in 1 })
    function.isIdentity = true
    return function
  }

  /// Creates a function whose derivative is written in terms of its *input*.
  ///
  /// - Parameters:
  ///   - value: The function; written as a closure at the call.
  ///   - slope: Its derivative, given the input.
  ///   - branch: For a function with kinks, the number of the smooth piece on which an input lies.
  @inlinable @inline(__always)
  public init(
    value: @escaping @Sendable (Scalar) -> Scalar, slope: @escaping @Sendable (Scalar) -> Scalar,
    branch: (@Sendable (Scalar) -> Int)? = nil
  ) {
    self.value = value
    self.slope = slope
    self.branch = branch
    values = MapLoop { x in value(x) }
    gradients = CombiningLoop { d, x in d * slope(x) }
    keepsOutput = false
  }

  /// Creates a function whose derivative is written in terms of its *output*, as that of tanh.
  ///
  /// - Parameters:
  ///   - value: The function; written as a closure at the call.
  ///   - slope: Its derivative, given the output.
  ///   - branch: For a function with kinks, the number of the smooth piece on which an input lies.
  @inlinable @inline(__always)
  public init(
    value: @escaping @Sendable (Scalar) -> Scalar,
    slopeFromOutput slope: @escaping @Sendable (Scalar) -> Scalar,
    branch: (@Sendable (Scalar) -> Int)? = nil
  ) {
    self.value = value
    self.slope = { x in slope(value(x)) }
    self.branch = branch
    values = MapLoop { x in value(x) }
    gradients = CombiningLoop { d, y in d * slope(y) }
    keepsOutput = true
  }

  /// Creates a function from the methods of a type: for formulas that are long or have parameters.
  ///
  /// - Parameters:
  ///   - formula: The function and its derivative, in methods marked `@inline(__always)`.
  ///   - branch: For a function with kinks, the number of the smooth piece on which an input lies.
  @inlinable @inline(__always)
  public init<Formula: ElementwiseFormula>(
    _ formula: Formula, branch: (@Sendable (Scalar) -> Int)? = nil
  ) {
    value = { x in formula.value(x) }
    slope = { x in formula.slope(Formula.slopeTakesOutput ? formula.value(x) : x) }
    self.branch = branch
    values = MapLoop(valuesOf: formula)
    gradients = CombiningLoop(slopesOf: formula)
    keepsOutput = Formula.slopeTakesOutput
  }
}

extension ElementwiseFunction {
  /// The function of every scalar.
  ///
  /// - Parameter x: A tensor of any shape.
  /// - Returns: The values, of that shape.
  public func callAsFunction(_ x: Tensor) -> Tensor { isIdentity ? x : x.mapped(by: values) }

  /// The derivative at every scalar, by the loop of the backward pass.
  ///
  /// - Parameter x: A tensor of any shape.
  /// - Returns: The slopes, of that shape.
  public func derivative(_ x: Tensor) -> Tensor {
    Tensor.ones(x.shape).combined(with: keepsOutput ? self(x) : x, by: gradients)
  }

  /// The function of every scalar, recorded as an operation.
  ///
  /// - Parameters:
  ///   - operation: The operation that is recorded.
  ///   - x: The operand, of any shape.
  /// - Returns: The values, of the operand's shape.
  public func callAsFunction(
    _ operation: some DifferentiableOperation, _ x: Variable
  ) -> Variable {
    let input = x.value
    if isIdentity { return .result(of: operation, input) { _ in [x.pullback { d in d }] } }
    let branches = branch.map { branch in { input.scalars.map(branch) } }
    return .result(of: operation, self(input), branches: branches) { y in
      [
        x.pullback(saving: keepsOutput ? y : x) { d, saved in d.combined(with: saved, by: gradients)
        }
      ]
    }
  }
}
