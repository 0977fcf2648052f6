// Loops that change tensors where they stand: arithmetic in place, and an optimizer's update rule.
//
// Each array is copied first if another tensor shares it, and only then; nothing else is allocated.

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
  /// - Precondition: The shapes are equal.
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
  /// - Precondition: The shapes are equal.
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
  /// - Precondition: The shapes are equal.
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

  /// Changes a tensor and three that go with it in place, as an optimizer with three memories does.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a mean of gradients.
  ///   - third: Another one, such as a mean of squared gradients.
  ///   - fourth: Another one, such as the greatest of those means.
  ///   - other: A tensor of the same shape that is only read, such as a gradient.
  ///   - rule: The change; written as a closure it is compiled into the loop.
  /// - Precondition: The shapes are equal.
  @inlinable @inline(__always)
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, _ third: inout Tensor, _ fourth: inout Tensor,
    with other: Tensor,
    _ rule: (inout Scalar, inout Scalar, inout Scalar, inout Scalar, Scalar) -> Void
  ) {
    precondition(
      [second.shape, third.shape, fourth.shape, other.shape].allSatisfy { $0 == first.shape },
      "Tensor.update: shapes differ: \(first.shape), \(second.shape), \(third.shape), "
        + "\(fourth.shape) and \(other.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { w in
      unsafe second.storage.withUnsafeMutableBufferPointer { x in
        unsafe third.storage.withUnsafeMutableBufferPointer { y in
          unsafe fourth.storage.withUnsafeMutableBufferPointer { z in
            unsafe other.storage.withUnsafeBufferPointer { input in
              guard let w = w.baseAddress, let x = x.baseAddress, let y = y.baseAddress,
                let z = z.baseAddress, let a = input.baseAddress
              else { return }
              for i in 0..<count { unsafe rule(&w[i], &x[i], &y[i], &z[i], a[i]) }
            }
          }
        }
      }
    }
  }
}

// MARK: - Operators, in this file for the reason that `Loops.swift` gives

extension Tensor {
  /// Adds a tensor in place; it is broadcast to this one's shape, never the other way round.
  public static func += (a: inout Tensor, b: Tensor) {
    a.update(with: b.fitted(to: a)) { $0 += $1 }
  }

  /// Subtracts a tensor in place; it is broadcast to this one's shape.
  public static func -= (a: inout Tensor, b: Tensor) {
    a.update(with: b.fitted(to: a)) { $0 -= $1 }
  }

  /// Multiplies by a tensor in place; it is broadcast to this one's shape.
  public static func *= (a: inout Tensor, b: Tensor) {
    a.update(with: b.fitted(to: a)) { $0 *= $1 }
  }

  /// Divides by a tensor in place; it is broadcast to this one's shape.
  public static func /= (a: inout Tensor, b: Tensor) {
    a.update(with: b.fitted(to: a)) { $0 /= $1 }
  }

  /// Adds a number to every scalar in place.
  public static func += (a: inout Tensor, b: Scalar) { a.update { $0 += b } }

  /// Subtracts a number from every scalar in place.
  public static func -= (a: inout Tensor, b: Scalar) { a.update { $0 -= b } }

  /// Multiplies every scalar by a number in place.
  public static func *= (a: inout Tensor, b: Scalar) { a.update { $0 *= b } }

  /// Divides every scalar by a number in place.
  public static func /= (a: inout Tensor, b: Scalar) { a.update { $0 /= b } }

  private func fitted(to target: Tensor) -> Tensor {
    shape == target.shape ? self : broadcast(to: target.shape)
  }
}
