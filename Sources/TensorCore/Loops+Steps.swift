// An optimizer's update as the method of a type, carried over all scalars of its tensors in one pass, which
// long tensors share among threads. A closure could not be handed on to a thread as a part of the loop.

/// How a scalar changes that goes with nothing but its gradient.
///
/// ```swift
/// struct Descent: ScalarStep {
///   let rate: Scalar
///   @inline(__always) func apply(_ w: inout Scalar, _ g: Scalar) { w -= rate * g }
/// }
/// var weight = Tensor([1, 2])
/// weight.update(with: Tensor([10, 20]), by: Descent(rate: 0.1))   // [0, 0]
/// ```
public protocol ScalarStep: Sendable {
  /// Changes a scalar, given its gradient.
  func apply(_ w: inout Scalar, _ g: Scalar)
}

/// How a scalar changes with one that is remembered, such as a velocity.
public protocol StepWithMemory: Sendable {
  /// Changes a scalar and its memory, given its gradient.
  func apply(_ w: inout Scalar, _ m: inout Scalar, _ g: Scalar)
}

/// How a scalar changes with two that are remembered, such as the means of Adam.
public protocol StepWithTwoMemories: Sendable {
  /// Changes a scalar and its memories, given its gradient.
  func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar)
}

/// How a scalar changes with three that are remembered.
public protocol StepWithThreeMemories: Sendable {
  /// Changes a scalar and its memories, given its gradient.
  func apply(
    _ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ u: inout Scalar, _ g: Scalar)
}

extension Tensor {
  /// Changes every scalar in place by a step, given its gradient.
  ///
  /// A tensor of 131,072 scalars or more is shared among threads, chunk by chunk. The
  /// result is the same to the last bit, whatever their number.
  ///
  /// - Parameters:
  ///   - gradient: A tensor of the same shape that is only read.
  ///   - step: The change, which is compiled into the loop.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Precondition: The shapes are equal.
  @inlinable
  public mutating func update(with gradient: Tensor, by step: some ScalarStep, threads: Int? = nil)
  {
    precondition(
      shape == gradient.shape, "Tensor.update: shapes differ: \(shape) and \(gradient.shape)")
    let count = storage.count
    unsafe storage.withUnsafeMutableBufferPointer { w in
      unsafe gradient.storage.withUnsafeBufferPointer { input in
        guard let w = w.baseAddress, let g = input.baseAddress else { return }
        nonisolated(unsafe) let starts = unsafe (w, g)
        Tensor.share(count, among: threads) { from, length in
          let (w, g) = unsafe (starts.0 + from, starts.1 + from)
          for i in 0..<length { unsafe step.apply(&w[i], g[i]) }
        }
      }
    }
  }

  /// Changes a tensor and one that goes with it in place by a step, sharing the work among threads.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a velocity.
  ///   - gradient: A tensor of the same shape that is only read.
  ///   - step: The change, which is compiled into the loop.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Precondition: The shapes are equal.
  @inlinable
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, with gradient: Tensor,
    by step: some StepWithMemory, threads: Int? = nil
  ) {
    precondition(
      first.shape == second.shape && first.shape == gradient.shape,
      "Tensor.update: shapes differ: \(first.shape), \(second.shape) and \(gradient.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { w in
      unsafe second.storage.withUnsafeMutableBufferPointer { m in
        unsafe gradient.storage.withUnsafeBufferPointer { input in
          guard let w = w.baseAddress, let m = m.baseAddress, let g = input.baseAddress
          else { return }
          nonisolated(unsafe) let starts = unsafe (w, m, g)
          share(count, among: threads) { from, length in
            let (w, m, g) = unsafe (starts.0 + from, starts.1 + from, starts.2 + from)
            for i in 0..<length { unsafe step.apply(&w[i], &m[i], g[i]) }
          }
        }
      }
    }
  }

  /// Changes a tensor and two that go with it in place by a step, sharing the work among threads.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a mean of gradients.
  ///   - third: Another one, such as a mean of squared gradients.
  ///   - gradient: A tensor of the same shape that is only read.
  ///   - step: The change, which is compiled into the loop.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Precondition: The shapes are equal.
  @inlinable
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, _ third: inout Tensor, with gradient: Tensor,
    by step: some StepWithTwoMemories, threads: Int? = nil
  ) {
    precondition(
      first.shape == second.shape && first.shape == third.shape && first.shape == gradient.shape,
      "Tensor.update: shapes differ: \(first.shape), \(second.shape), \(third.shape) and "
        + "\(gradient.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { w in
      unsafe second.storage.withUnsafeMutableBufferPointer { m in
        unsafe third.storage.withUnsafeMutableBufferPointer { v in
          unsafe gradient.storage.withUnsafeBufferPointer { input in
            guard let w = w.baseAddress, let m = m.baseAddress, let v = v.baseAddress,
              let g = input.baseAddress
            else { return }
            nonisolated(unsafe) let starts = unsafe (w, m, v, g)
            share(count, among: threads) { from, length in
              let (w, m) = unsafe (starts.0 + from, starts.1 + from)
              let (v, g) = unsafe (starts.2 + from, starts.3 + from)
              for i in 0..<length { unsafe step.apply(&w[i], &m[i], &v[i], g[i]) }
            }
          }
        }
      }
    }
  }

  /// Changes a tensor and three that go with it in place by a step, sharing the work among threads.
  ///
  /// - Parameters:
  ///   - first: The tensor to change, such as a weight.
  ///   - second: A tensor of the same shape to change with it, such as a mean of gradients.
  ///   - third: Another one, such as a mean of squared gradients.
  ///   - fourth: Another one, such as the greatest of those means.
  ///   - gradient: A tensor of the same shape that is only read.
  ///   - step: The change, which is compiled into the loop.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Precondition: The shapes are equal.
  @inlinable
  public static func update(
    _ first: inout Tensor, _ second: inout Tensor, _ third: inout Tensor, _ fourth: inout Tensor,
    with gradient: Tensor, by step: some StepWithThreeMemories, threads: Int? = nil
  ) {
    precondition(
      [second.shape, third.shape, fourth.shape, gradient.shape].allSatisfy { $0 == first.shape },
      "Tensor.update: shapes differ: \(first.shape), \(second.shape), \(third.shape), "
        + "\(fourth.shape) and \(gradient.shape)")
    let count = first.storage.count
    unsafe first.storage.withUnsafeMutableBufferPointer { w in
      unsafe second.storage.withUnsafeMutableBufferPointer { m in
        unsafe third.storage.withUnsafeMutableBufferPointer { v in
          unsafe fourth.storage.withUnsafeMutableBufferPointer { u in
            unsafe gradient.storage.withUnsafeBufferPointer { input in
              guard let w = w.baseAddress, let m = m.baseAddress, let v = v.baseAddress,
                let u = u.baseAddress, let g = input.baseAddress
              else { return }
              nonisolated(unsafe) let starts = unsafe (w, m, v, u, g)
              share(count, among: threads) { from, length in
                let (w, m) = unsafe (starts.0 + from, starts.1 + from)
                let (v, u, g) = unsafe (starts.2 + from, starts.3 + from, starts.4 + from)
                for i in 0..<length { unsafe step.apply(&w[i], &m[i], &v[i], &u[i], g[i]) }
              }
            }
          }
        }
      }
    }
  }
}
