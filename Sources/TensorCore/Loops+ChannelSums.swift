// Sums over a batch for every channel, of terms that are computed on the way and kept nowhere.

extension Tensor {
  /// For every channel the sum of a function of its scalars, their partners and a number of the channel.
  ///
  /// ```swift
  /// let x = Tensor([[1, 10], [2, 20], [3, 60]])
  /// let mean = x.mean(axis: 0)                                                  // [2, 30]
  /// x.channelSums(with: x, mean) { x, _, mean in (x - mean) * (x - mean) }      // [2, 1400]
  /// ```
  ///
  /// - Parameters:
  ///   - other: A tensor of the same shape.
  ///   - a: A number for each channel, of shape `[channels]`.
  ///   - term: The function; written as a closure it is compiled into the loop.
  /// - Returns: The sums over all axes but that of the channels, of shape `[channels]`.
  /// - Precondition: The shapes are as said.
  /// - Complexity: O(*n*) terms; the rounding error grows as O(log *n*).
  @inlinable @inline(__always)
  public func channelSums(
    with other: Tensor, _ a: Tensor, _ term: (Scalar, Scalar, Scalar) -> Scalar
  ) -> Tensor {
    precondition(
      shape == other.shape, "Tensor.channelSums: shapes differ: \(shape) and \(other.shape)")
    let runs = ChannelRuns(shape, numbers: a, in: "Tensor.channelSums")
    let (sampleCount, channelCount, length) = (runs.sampleCount, runs.channelCount, runs.length)
    if storage.isEmpty { return .zeros([channelCount]) }
    // Sums of short pieces, which are then added by halves: [blocks of samples, channels, pieces].
    let rowsInBlock = length == 1 ? ChannelRuns.rowsInBlock : 1
    let scalarsInPiece = ChannelRuns.scalarsInPiece
    let blockCount = (sampleCount - 1) / rowsInBlock + 1
    let pieceCount = (length - 1) / scalarsInPiece + 1
    let partCount = blockCount * channelCount * pieceCount
    let parts = unsafe [Scalar](unsafeUninitializedCapacity: partCount) {
      output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { left in
        unsafe other.storage.withUnsafeBufferPointer { right in
          unsafe a.storage.withUnsafeBufferPointer { numbers in
            guard let sums = output.baseAddress, let x = left.baseAddress,
              let z = right.baseAddress, let p = numbers.baseAddress
            else { return }
            if length == 1 {
              for block in 0..<blockCount {
                let to = unsafe sums + block * channelCount
                unsafe to.initialize(repeating: 0, count: channelCount)
                let first = block * rowsInBlock
                for sample in first..<Swift.min(first + rowsInBlock, sampleCount) {
                  let start = sample * channelCount
                  let (from, with) = unsafe (x + start, z + start)
                  for index in 0..<channelCount {
                    unsafe to[index] += term(from[index], with[index], p[index])
                  }
                }
              }
            } else {
              for run in 0..<sampleCount * channelCount {
                let number = unsafe p[run % channelCount]
                for piece in 0..<pieceCount {
                  let start = run * length + piece * scalarsInPiece
                  let (from, with) = unsafe (x + start, z + start)
                  let count = Swift.min(scalarsInPiece, length - piece * scalarsInPiece)
                  // Eight lanes: strictly one after the other, only one could be added at a time.
                  var lanes = SIMD8<Scalar>()
                  var index = 0
                  while index + 8 <= count {
                    for lane in 0..<8 {
                      unsafe lanes[lane] += term(from[index + lane], with[index + lane], number)
                    }
                    index += 8
                  }
                  var sum = lanes.sum()
                  while index < count {
                    unsafe sum += term(from[index], with[index], number)
                    index += 1
                  }
                  unsafe sums[run * pieceCount + piece] = sum
                }
              }
            }
          }
        }
      }
      initializedCount = partCount
    }
    if pieceCount == 1 {
      return Tensor(unchecked: parts, shape: [blockCount, channelCount]).sum(axis: 0)
    }
    return Tensor(unchecked: parts, shape: [blockCount, channelCount, pieceCount]).sum(axes: [0, 2])
  }
}
