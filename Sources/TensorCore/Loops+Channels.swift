// Loops over batches of channels, `[batch, channels, …]`: every scalar meets numbers of its channel.
//
// Without further axes the scalars of a sample lie side by side, one a channel, and the inner loop runs
// over the channels. With further axes each channel of a sample is a run of neighbors, and the inner
// loop runs over that.

/// How the scalars of a batch `[batch, channels, …]` lie in memory.
@usableFromInline
struct ChannelRuns {
  /// The number of samples.
  @usableFromInline let sampleCount: Int

  /// The number of channels.
  @usableFromInline let channelCount: Int

  /// How many neighbors of one sample belong to one channel.
  @usableFromInline let length: Int

  /// Reads the layout, and checks that there is a number for every channel.
  @usableFromInline
  init(_ shape: Shape, numbers: Tensor..., in function: String) {
    precondition(shape.axisCount >= 2, "\(function): no axis of channels: \(shape)")
    sampleCount = shape.lengths[0]
    channelCount = shape.lengths[1]
    length = shape.lengths[2...].reduce(1, *)
    for tensor in numbers {
      precondition(
        tensor.shape == [channelCount],
        "\(function): \(tensor.shape) are not one number for each channel of \(shape)")
    }
  }

  /// The number of rows that are added one after the other, before their sums are.
  @usableFromInline static var rowsInBlock: Int { 32 }

  /// The number of neighbors that are added one after the other, before their sums are.
  @usableFromInline static var scalarsInPiece: Int { 256 }
}

extension Tensor {
  /// A function of every scalar and of two numbers of its channel.
  ///
  /// - Parameters:
  ///   - a: A number for each channel, of shape `[channels]`.
  ///   - b: Another one.
  ///   - transform: The function; written as a closure it is compiled into the loop.
  /// - Returns: A tensor of this one's shape, `[batch, channels, …]`.
  /// - Precondition: The shapes are as said.
  @inlinable @inline(__always)
  public func mapChannels(
    _ a: Tensor, _ b: Tensor, _ transform: (Scalar, Scalar, Scalar) -> Scalar
  ) -> Tensor {
    let runs = ChannelRuns(shape, numbers: a, b, in: "Tensor.mapChannels")
    let (sampleCount, channelCount, length) = (runs.sampleCount, runs.channelCount, runs.length)
    let count = storage.count
    if count == 0 { return self }
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { input in
        unsafe a.storage.withUnsafeBufferPointer { first in
          unsafe b.storage.withUnsafeBufferPointer { second in
            guard let y = output.baseAddress, let x = input.baseAddress,
              let p = first.baseAddress, let q = second.baseAddress
            else { return }
            if length == 1 {
              for sample in 0..<sampleCount {
                let (from, to) = unsafe (x + sample * channelCount, y + sample * channelCount)
                for index in 0..<channelCount {
                  unsafe to[index] = transform(from[index], p[index], q[index])
                }
              }
            } else {
              for run in 0..<sampleCount * channelCount {
                let channel = run % channelCount
                let (pHere, qHere) = unsafe (p[channel], q[channel])
                let (from, to) = unsafe (x + run * length, y + run * length)
                for index in 0..<length {
                  unsafe to[index] = transform(from[index], pHere, qHere)
                }
              }
            }
          }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// A function of every scalar, of its partner in another tensor, and of three numbers of its channel.
  ///
  /// - Parameters:
  ///   - other: A tensor of the same shape.
  ///   - a: A number for each channel, of shape `[channels]`.
  ///   - b: Another one.
  ///   - c: A third one.
  ///   - combine: The function; written as a closure it is compiled into the loop.
  /// - Returns: A tensor of this one's shape, `[batch, channels, …]`.
  /// - Precondition: The shapes are as said.
  @inlinable @inline(__always)
  public func combinedChannels(
    with other: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor,
    _ combine: (Scalar, Scalar, Scalar, Scalar, Scalar) -> Scalar
  ) -> Tensor {
    precondition(
      shape == other.shape, "Tensor.combinedChannels: shapes differ: \(shape) and \(other.shape)")
    let runs = ChannelRuns(shape, numbers: a, b, c, in: "Tensor.combinedChannels")
    let (sampleCount, channelCount, length) = (runs.sampleCount, runs.channelCount, runs.length)
    let count = storage.count
    if count == 0 { return self }
    // One array of numbers instead of three: fewer to tell apart before the loop can be vectorized.
    let numbers = a.storage + b.storage + c.storage
    let result = unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe storage.withUnsafeBufferPointer { left in
        unsafe other.storage.withUnsafeBufferPointer { right in
          unsafe numbers.withUnsafeBufferPointer { numbers in
            guard let y = output.baseAddress, let x = left.baseAddress,
              let z = right.baseAddress, let p = numbers.baseAddress
            else { return }
            let (q, r) = unsafe (p + channelCount, p + 2 * channelCount)
            if length == 1 {
              for sample in 0..<sampleCount {
                let start = sample * channelCount
                let (from, with, to) = unsafe (x + start, z + start, y + start)
                for index in 0..<channelCount {
                  unsafe to[index] = combine(
                    from[index], with[index], p[index], q[index], r[index])
                }
              }
            } else {
              for run in 0..<sampleCount * channelCount {
                let channel = run % channelCount
                let (pHere, qHere, rHere) = unsafe (p[channel], q[channel], r[channel])
                let start = run * length
                let (from, with, to) = unsafe (x + start, z + start, y + start)
                for index in 0..<length {
                  unsafe to[index] = combine(from[index], with[index], pHere, qHere, rHere)
                }
              }
            }
          }
        }
      }
      initializedCount = count
    }
    return Tensor(unchecked: result, shape: shape)
  }
}
