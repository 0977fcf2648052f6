// Loops over the methods of a type. The compiler makes a short closure part of a loop that is given it, but calls
// a long one, or one that captures a number, for every scalar, which takes ten times as long. A method
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
/// Tensor([0, 1]).mapped(by: Swish(beta: 1))   // [0, 0.7311]
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

extension Tensor {
  /// The values of a formula at every scalar.
  ///
  /// - Parameter formula: The formula.
  /// - Returns: A tensor of this one's shape.
  @inlinable @inline(__always)
  public func mapped(by formula: some ElementwiseFormula) -> Tensor {
    let count = storage.count
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        guard let y = output.baseAddress, let x = input.baseAddress else { return }
        for index in 0..<count { unsafe y[index] = formula.value(x[index]) }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Every scalar times the slope of a formula: a gradient, sent back through it.
  ///
  /// - Parameters:
  ///   - formula: The formula.
  ///   - saved: What its slope is given, of this tensor's shape.
  /// - Returns: A tensor of this one's shape.
  /// - Precondition: The shapes agree.
  @inlinable @inline(__always)
  public func multiplied(bySlopesOf formula: some ElementwiseFormula, at saved: Tensor) -> Tensor {
    precondition(
      shape == saved.shape, "Tensor.multiplied(bySlopesOf:): shapes: \(shape) and \(saved.shape)")
    let count = storage.count
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { left in
        unsafe saved.storage.withUnsafeBufferPointer { right in
          guard let y = output.baseAddress, let d = left.baseAddress, let x = right.baseAddress
          else { return }
          for index in 0..<count { unsafe y[index] = d[index] * formula.slope(x[index]) }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }
}
