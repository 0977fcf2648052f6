internal import Dispatch
internal import Synchronization

// Loops as values. A function that is given to one of these initializers is compiled into the loop, and
// the loop is then called once for each piece of a tensor. A function that is handed on and called for
// every scalar would take several times as long.

/// A function of one number, compiled into a loop over a run of scalars.
///
/// ```swift
/// let square = MapLoop { x in x * x }
/// Tensor([1, 2, 3]).mapped(by: square)   // [1, 4, 9]
/// ```
@safe public struct MapLoop: Sendable {
  /// Fills a run of scalars: what is read, what is written, and their number.
  @usableFromInline let fill:
    @Sendable (UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int) -> Void

  /// Creates the loop of a function.
  ///
  /// - Parameter transform: The function, which depends on its argument only; a closure written at the call.
  @inlinable @inline(__always)
  public init(_ transform: @escaping @Sendable (Scalar) -> Scalar) {
    unsafe fill = { x, y, count in
      for index in 0..<count { unsafe y[index] = transform(x[index]) }
    }
  }

  /// Creates the loop of a formula's values.
  @inlinable @inline(__always)
  public init(valuesOf formula: some ElementwiseFormula) {
    unsafe fill = { x, y, count in
      for index in 0..<count { unsafe y[index] = formula.value(x[index]) }
    }
  }
}

/// A function of two numbers, compiled into a loop over two runs of scalars.
@safe public struct CombiningLoop: Sendable {
  /// Fills a run of scalars: the two that are read, the one that is written, and their number.
  @usableFromInline let fill:
    @Sendable (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int) ->
      Void

  /// Creates the loop of a function.
  ///
  /// - Parameter combine: The function, which depends on its arguments only; a closure written at the call.
  @inlinable @inline(__always)
  public init(_ combine: @escaping @Sendable (Scalar, Scalar) -> Scalar) {
    unsafe fill = { a, b, y, count in
      for index in 0..<count { unsafe y[index] = combine(a[index], b[index]) }
    }
  }

  /// Creates the loop that sends a gradient back through a formula: the gradient times the slope.
  @inlinable @inline(__always)
  public init(slopesOf formula: some ElementwiseFormula) {
    unsafe fill = { d, x, y, count in
      for index in 0..<count { unsafe y[index] = d[index] * formula.slope(x[index]) }
    }
  }
}

extension Tensor {
  /// The number of scalars from which a loop is shared: below it, waking a thread may cost more than it saves.
  static var sharedLoopLength: Int { 1 << 17 }

  /// The scalars of one chunk of a shared loop: few enough that a thread which wakes late finds work left.
  static var chunkLength: Int { 1 << 16 }

  /// A tensor of the same shape whose scalars are a function of this one's.
  ///
  /// A tensor of 131,072 scalars or more is shared among threads, chunk by chunk. The result is the same
  /// to the last bit, whatever their number.
  ///
  /// - Parameters:
  ///   - loop: The function.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Returns: A tensor of this one's shape.
  public func mapped(by loop: MapLoop, threads: Int? = nil) -> Tensor {
    let count = storage.count
    if count == 0 { return self }
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        guard let first = output.baseAddress, let start = input.baseAddress else { return }
        nonisolated(unsafe) let (y, x) = unsafe (first, start)
        Tensor.share(count, among: threads) { from, length in
          unsafe loop.fill(x + from, y + from, length)
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// A tensor whose scalars are a function of this one's and another's, pair by pair.
  ///
  /// The work is shared as in ``mapped(by:threads:)``.
  ///
  /// - Parameters:
  ///   - other: A tensor of the same shape.
  ///   - loop: The function.
  ///   - threads: How many threads share a long tensor; `BLAS.threadCount` unless it is given.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The shapes are equal.
  public func combined(with other: Tensor, by loop: CombiningLoop, threads: Int? = nil) -> Tensor {
    precondition(
      shape == other.shape, "Tensor.combined(with:by:): shapes: \(shape) and \(other.shape)")
    let count = storage.count
    if count == 0 { return self }
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { left in
        unsafe other.storage.withUnsafeBufferPointer { right in
          guard let first = output.baseAddress, let start = left.baseAddress,
            let otherStart = right.baseAddress
          else { return }
          nonisolated(unsafe) let (y, a, b) = unsafe (first, start, otherStart)
          Tensor.share(count, among: threads) { from, length in
            unsafe loop.fill(a + from, b + from, y + from, length)
          }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Runs a loop over `count` scalars, whole or chunk by chunk on several threads.
  ///
  /// Who is free takes the next chunk, so that a thread which the system wakes late delays nobody.
  ///
  /// - Parameters:
  ///   - count: The number of scalars.
  ///   - threads: How many threads; `BLAS.threadCount` unless it is given.
  ///   - loop: The loop, given the first index of a chunk and its length; chunks run side by side.
  @usableFromInline
  static func share(
    _ count: Int, among threads: Int?, _ loop: @Sendable (Int, Int) -> Void
  ) {
    guard count >= sharedLoopLength else { return loop(0, count) }
    let threads = threads ?? BLAS.threadCount
    guard threads > 1 else { return loop(0, count) }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let start = next.wrappingAdd(chunkLength, ordering: .relaxed).oldValue
        guard start < count else { return }
        loop(start, Swift.min(chunkLength, count - start))
      }
    }
  }
}
