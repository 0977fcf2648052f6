// Comparisons, choices and bounds, with broadcasting. The operators of arithmetic stand beside the loops that
// they are made of, in `Loops.swift` and `Loops+InPlace.swift`.

// MARK: - Comparison

infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .== : ComparisonPrecedence

extension Tensor {
  /// A mask with 1 where the first operand is greater, and 0 elsewhere.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 > $1 ? 1 : 0 } }

  /// A mask with 1 where the first operand is greater or equal, and 0 elsewhere.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b) { $0 >= $1 ? 1 : 0 }
  }

  /// A mask with 1 where the first operand is less, and 0 elsewhere.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 < $1 ? 1 : 0 } }

  /// A mask with 1 where the first operand is less or equal, and 0 elsewhere.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b) { $0 <= $1 ? 1 : 0 }
  }

  /// A mask with 1 where the operands are equal, and 0 elsewhere; NaN equals nothing.
  public static func .== (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b) { $0 == $1 ? 1 : 0 }
  }

  /// A mask with 1 where the scalar is greater than a number, and 0 elsewhere.
  public static func .> (a: Tensor, b: Scalar) -> Tensor { a.map { $0 > b ? 1 : 0 } }

  /// A mask with 1 where the scalar is greater than or equal to a number, and 0 elsewhere.
  public static func .>= (a: Tensor, b: Scalar) -> Tensor { a.map { $0 >= b ? 1 : 0 } }

  /// A mask with 1 where the scalar is less than a number, and 0 elsewhere.
  public static func .< (a: Tensor, b: Scalar) -> Tensor { a.map { $0 < b ? 1 : 0 } }

  /// A mask with 1 where the scalar is less than or equal to a number, and 0 elsewhere.
  public static func .<= (a: Tensor, b: Scalar) -> Tensor { a.map { $0 <= b ? 1 : 0 } }

  /// A mask with 1 where the scalar equals a number, and 0 elsewhere.
  public static func .== (a: Tensor, b: Scalar) -> Tensor { a.map { $0 == b ? 1 : 0 } }

  /// Scalars of this tensor where the mask is not 0, and of another where it is (PyTorch: `where`).
  ///
  /// - Parameters:
  ///   - mask: A tensor of this one's shape.
  ///   - other: A tensor that broadcasts to this one's shape.
  /// - Returns: A tensor of this one's shape.
  /// - Precondition: The shapes are as said.
  public func selected(where mask: Tensor, otherwise other: Tensor) -> Tensor {
    precondition(
      mask.shape == shape, "Tensor.selected: the mask's shape \(mask.shape) is not \(shape)")
    var result = other.broadcast(to: shape)
    for index in result.storage.indices where mask.storage[index] != 0 {
      result.storage[index] = storage[index]
    }
    return result
  }

  /// Every scalar moved to the nearest end of a range if it lies outside; NaN stays.
  public func clamped(to range: ClosedRange<Scalar>) -> Tensor {
    let (low, high) = (range.lowerBound, range.upperBound)
    return map { $0 < low ? low : ($0 > high ? high : $0) }
  }

  /// Whether every scalar is neither infinite nor NaN.
  public var isFinite: Bool {
    // A finite number times zero is zero; anything else times zero is NaN.
    map { $0 * 0 }.sum() == 0
  }
}

// MARK: - The greater and the lesser

/// The greater of two tensors' scalars, pair by pair, after broadcasting; NaN if either is NaN.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
  a.combined(with: b) { maximum($0, $1) }
}

/// The lesser of two tensors' scalars, pair by pair, after broadcasting; NaN if either is NaN.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
  a.combined(with: b) { minimum($0, $1) }
}

/// The greater of two numbers; NaN if either is NaN, whichever comes first.
///
/// The standard library's `max` passes NaN on in one order and drops it in the other.
@inlinable @inline(__always)
public func maximum(_ a: Scalar, _ b: Scalar) -> Scalar { a > b || a != a ? a : b }

/// The lesser of two numbers; NaN if either is NaN, whichever comes first.
@inlinable @inline(__always)
public func minimum(_ a: Scalar, _ b: Scalar) -> Scalar { a < b || a != a ? a : b }
