// Loops that make new tensors. The files `Loops…` and `BLAS.swift` hold all the unsafe code there is.
//
// The formula is the caller's, the loop is ours. Each function is inlined into its caller together
// with the closure it is given, so that the compiler sees one plain loop and vectorizes it. Bare
// pointers are used because buffer pointers check every index in debug builds.

extension Tensor {
  /// A tensor of the same shape whose scalars are a function of this one's, one by one.
  ///
  /// ```swift
  /// let squares = Tensor([1, 2, 3]).map { x in x * x }   // [1, 4, 9]
  /// ```
  ///
  /// - Parameter transform: The function; written as a closure it is compiled into the loop.
  /// - Returns: A tensor of this one's shape.
  @inlinable @inline(__always)
  public func map(_ transform: (Scalar) -> Scalar) -> Tensor {
    let count = storage.count
    // No empty array is made uninitialized, here and elsewhere: all share one, and its count would be written to.
    if count == 0 { return self }
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        guard let y = output.baseAddress, let x = input.baseAddress else { return }
        for index in 0..<count { unsafe y[index] = transform(x[index]) }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// A tensor whose scalars are a function of this one's and another's, pair by pair.
  ///
  /// Shapes that differ are broadcast to their common shape first.
  ///
  /// - Parameters:
  ///   - other: The second operand.
  ///   - combine: The function; written as a closure it is compiled into the loop.
  /// - Returns: A tensor of the common shape.
  /// - Precondition: The shapes fit by NumPy's rules of broadcasting.
  @inlinable @inline(__always)
  public func combined(with other: Tensor, _ combine: (Scalar, Scalar) -> Scalar) -> Tensor {
    let (first, second) =
      shape == other.shape ? (self, other) : Tensor.broadcastTogether(self, other)
    let count = first.storage.count
    if count == 0 { return first }
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe first.storage.withUnsafeBufferPointer { left in
        unsafe second.storage.withUnsafeBufferPointer { right in
          guard let y = output.baseAddress, let a = left.baseAddress,
            let b = right.baseAddress
          else { return }
          for index in 0..<count { unsafe y[index] = combine(a[index], b[index]) }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: first.shape)
  }

  /// Creates a tensor from storage that is known to fit.
  @usableFromInline
  init(unchecked storage: [Scalar], shape: Shape) {
    assert(storage.count == shape.elementCount)
    self.shape = shape
    self.storage = storage
  }

  /// A tensor whose scalars are whatever the memory held: every one of them must be written next.
  static func uninitialized(_ shape: Shape) -> Tensor {
    let count = shape.elementCount
    if count == 0 { return Tensor(unchecked: [], shape: shape) }
    let storage = unsafe [Scalar](unsafeUninitializedCapacity: count) { _, initializedCount in
      initializedCount = count
    }
    return Tensor(unchecked: storage, shape: shape)
  }

  /// Both tensors, copied to the shape that they broadcast to.
  @usableFromInline
  static func broadcastTogether(_ first: Tensor, _ second: Tensor) -> (Tensor, Tensor) {
    guard let shape = first.shape.broadcast(with: second.shape) else {
      preconditionFailure("broadcast: shapes do not fit: \(first.shape) and \(second.shape)")
    }
    return (first.broadcast(to: shape), second.broadcast(to: shape))
  }
}

// MARK: - Operators

extension Tensor {
  /// The sum, scalar by scalar, after broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 + $1 } }

  /// The difference, scalar by scalar, after broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 - $1 } }

  /// The product, scalar by scalar, after broadcasting; for matrices see `matmul`.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 * $1 } }

  /// The quotient, scalar by scalar, after broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b) { $0 / $1 } }

  /// Every scalar increased by `b`.
  public static func + (a: Tensor, b: Scalar) -> Tensor { a.map { $0 + b } }

  /// Every scalar increased by `a`.
  public static func + (a: Scalar, b: Tensor) -> Tensor { b.map { a + $0 } }

  /// Every scalar decreased by `b`.
  public static func - (a: Tensor, b: Scalar) -> Tensor { a.map { $0 - b } }

  /// Every scalar subtracted from `a`.
  public static func - (a: Scalar, b: Tensor) -> Tensor { b.map { a - $0 } }

  /// Every scalar multiplied by `b`.
  public static func * (a: Tensor, b: Scalar) -> Tensor { a.map { $0 * b } }

  /// Every scalar multiplied by `a`.
  public static func * (a: Scalar, b: Tensor) -> Tensor { b.map { a * $0 } }

  /// Every scalar divided by `b`.
  public static func / (a: Tensor, b: Scalar) -> Tensor { a.map { $0 / b } }

  /// `a` divided by every scalar.
  public static func / (a: Scalar, b: Tensor) -> Tensor { b.map { a / $0 } }

  /// Every scalar negated.
  public static prefix func - (a: Tensor) -> Tensor { a.map { -$0 } }
}
