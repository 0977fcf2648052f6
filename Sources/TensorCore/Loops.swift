// Loops over the memory of tensors: this file and `BLAS.swift` hold all the unsafe code there is.
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
  @inlinable @inline(__always)
  public func map(_ transform: (Scalar) -> Scalar) -> Tensor {
    let count = storage.count
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
  @inlinable @inline(__always)
  public func combined(with other: Tensor, _ combine: (Scalar, Scalar) -> Scalar) -> Tensor {
    let (first, second) =
      shape == other.shape ? (self, other) : Tensor.broadcastTogether(self, other)
    let count = first.storage.count
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

  /// Both tensors, copied to the shape that they broadcast to.
  @usableFromInline
  static func broadcastTogether(_ first: Tensor, _ second: Tensor) -> (Tensor, Tensor) {
    guard let shape = first.shape.broadcast(with: second.shape) else {
      preconditionFailure("broadcast: shapes do not fit: \(first.shape) and \(second.shape)")
    }
    return (first.broadcast(to: shape), second.broadcast(to: shape))
  }
}

// MARK: - In place

extension Tensor {
  /// Changes every scalar in place.
  ///
  /// - Parameter rule: The change; written as a closure it is compiled into the loop.
  @inlinable @inline(__always)
  public mutating func update(_ rule: (inout Scalar) -> Void) {
    let count = storage.count
    unsafe storage.withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      for index in 0..<count { unsafe rule(&x[index]) }
    }
  }

  /// Changes every scalar in place, given its partner in another tensor.
  ///
  /// - Parameters:
  ///   - other: A tensor of the same shape.
  ///   - rule: The change; written as a closure it is compiled into the loop.
  @inlinable @inline(__always)
  public mutating func update(with other: Tensor, _ rule: (inout Scalar, Scalar) -> Void) {
    precondition(
      shape == other.shape, "Tensor.update: shapes differ: \(shape) and \(other.shape)")
    let count = storage.count
    unsafe storage.withUnsafeMutableBufferPointer { buffer in
      unsafe other.storage.withUnsafeBufferPointer { input in
        guard let x = buffer.baseAddress, let a = input.baseAddress else { return }
        for index in 0..<count { unsafe rule(&x[index], a[index]) }
      }
    }
  }

  /// Changes a tensor and one that goes with it in place, as an optimizer with one memory does.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a velocity.
  ///   - other: A tensor of the same shape that is only read, such as a gradient.
  ///   - rule: The change; written as a closure it is compiled into the loop.
  @inlinable @inline(__always)
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, with other: Tensor,
    _ rule: (inout Scalar, inout Scalar, Scalar) -> Void
  ) {
    precondition(
      first.shape == second.shape && first.shape == other.shape,
      "Tensor.update: shapes differ: \(first.shape), \(second.shape) and \(other.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { x in
      unsafe second.storage.withUnsafeMutableBufferPointer { y in
        unsafe other.storage.withUnsafeBufferPointer { input in
          guard let x = x.baseAddress, let y = y.baseAddress,
            let a = input.baseAddress
          else { return }
          for index in 0..<count { unsafe rule(&x[index], &y[index], a[index]) }
        }
      }
    }
  }

  /// Changes a tensor and two that go with it in place, as an optimizer with two memories does.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a mean of gradients.
  ///   - third: Another one, such as a mean of squared gradients.
  ///   - other: A tensor of the same shape that is only read, such as a gradient.
  ///   - rule: The change; written as a closure it is compiled into the loop.
  @inlinable @inline(__always)
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, _ third: inout Tensor, with other: Tensor,
    _ rule: (inout Scalar, inout Scalar, inout Scalar, Scalar) -> Void
  ) {
    precondition(
      first.shape == second.shape && first.shape == third.shape && first.shape == other.shape,
      "Tensor.update: shapes differ: \(first.shape), \(second.shape), \(third.shape) and "
        + "\(other.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { x in
      unsafe second.storage.withUnsafeMutableBufferPointer { y in
        unsafe third.storage.withUnsafeMutableBufferPointer { z in
          unsafe other.storage.withUnsafeBufferPointer { input in
            guard let x = x.baseAddress, let y = y.baseAddress,
              let z = z.baseAddress, let a = input.baseAddress
            else { return }
            for index in 0..<count { unsafe rule(&x[index], &y[index], &z[index], a[index]) }
          }
        }
      }
    }
  }
}

// MARK: - Broadcasting

extension Tensor {
  /// The copy behind `broadcast(to:)`, for a shape that is known to fit.
  func broadcastCopy(to target: Shape) -> Tensor {
    let count = target.elementCount
    if storage.count == 1 { return Tensor(repeating: storage[0], shape: target) }
    guard count > 0, let width = target.lengths.last else {
      return Tensor(unchecked: [], shape: target)
    }
    let strides = shape.strides(broadcastTo: target)
    let step = strides[strides.count - 1]
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        guard let y = output.baseAddress, let x = input.baseAddress else { return }
        var index = [Int](repeating: 0, count: target.axisCount)
        var source = 0
        for row in 0..<count / width {
          let line = unsafe y + row * width
          if step == 0 {
            unsafe line.update(repeating: x[source], count: width)
          } else {
            unsafe line.update(from: x + source, count: width)
          }
          // Advance the index of the outer axes like an odometer.
          for axis in (0..<target.axisCount - 1).reversed() {
            index[axis] += 1
            source += strides[axis]
            if index[axis] < target.lengths[axis] { break }
            source -= strides[axis] * index[axis]
            index[axis] = 0
          }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: target)
  }
}
