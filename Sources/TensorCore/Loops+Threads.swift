internal import Dispatch

// Loops that share long tensors among threads, for functions that can be applied anywhere.

extension Tensor {
  /// The number of scalars from which a loop is worth a second thread: waking one takes some ten
  /// microseconds, in which a thread computes as many thousand scalars.
  @usableFromInline static var sharedLoopLength: Int { 1 << 17 }

  /// A tensor of the same shape whose scalars are a function of this one's, with the work shared.
  ///
  /// As `map(_:)`; a tensor of 131,072 scalars or more is cut into as many pieces as there are
  /// `BLAS.threadCount`. The result is the same to the last bit, whatever their number.
  ///
  /// - Parameters:
  ///   - pieces: How many pieces a long tensor is cut into; `BLAS.threadCount` unless it is given.
  ///   - transform: A function that depends on its argument only; written as a closure it is
  ///     compiled into the loop.
  /// - Returns: A tensor of this one's shape.
  @inlinable @inline(__always)
  public func sharedMap(
    pieces: Int? = nil, _ transform: @Sendable (Scalar) -> Scalar
  ) -> Tensor {
    let count = storage.count
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        guard let first = output.baseAddress, let start = input.baseAddress else { return }
        nonisolated(unsafe) let (y, x) = unsafe (first, start)
        Tensor.share(count, among: pieces) { start, end in
          for index in start..<end { unsafe y[index] = transform(x[index]) }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// A tensor whose scalars are a function of this one's and another's, pair by pair, with the work
  /// shared as in `sharedMap(_:)`.
  ///
  /// - Parameters:
  ///   - other: A tensor of the same shape.
  ///   - pieces: As in `sharedMap(_:)`.
  ///   - combine: A function that depends on its arguments only; written as a closure it is compiled
  ///     into the loop.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The shapes are equal.
  @inlinable @inline(__always)
  public func sharedCombined(
    with other: Tensor, pieces: Int? = nil, _ combine: @Sendable (Scalar, Scalar) -> Scalar
  ) -> Tensor {
    precondition(
      shape == other.shape, "Tensor.sharedCombined: shapes differ: \(shape) and \(other.shape)")
    let count = storage.count
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { left in
        unsafe other.storage.withUnsafeBufferPointer { right in
          guard let first = output.baseAddress, let start = left.baseAddress,
            let otherStart = right.baseAddress
          else { return }
          nonisolated(unsafe) let (y, a, b) = unsafe (first, start, otherStart)
          Tensor.share(count, among: pieces) { start, end in
            for index in start..<end { unsafe y[index] = combine(a[index], b[index]) }
          }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Runs a loop over `0..<count`, whole or in one piece for each thread.
  ///
  /// - Parameters:
  ///   - count: The number of scalars.
  ///   - pieces: How many pieces; `BLAS.threadCount` unless it is given.
  ///   - loop: The loop from a first index to before a second one; pieces run side by side.
  @usableFromInline
  static func share(
    _ count: Int, among pieces: Int?, _ loop: @Sendable (Int, Int) -> Void
  ) {
    guard count >= sharedLoopLength else { return loop(0, count) }
    let pieces = pieces ?? BLAS.threadCount
    guard pieces > 1 else { return loop(0, count) }
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      loop(count * piece / pieces, count * (piece + 1) / pieces)
    }
  }
}
