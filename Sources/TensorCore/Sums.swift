// Sums, with an error that grows with the logarithm of the number of terms.
//
// Adding n numbers one after the other loses up to n roundings; adding the halves and then the two
// results loses log₂ n. Higham, "The accuracy of floating point summation", 1993,
// https://doi.org/10.1137/0914050, section 3.

extension Tensor {
  /// The sum of all scalars.
  ///
  /// - Complexity: O(*n*) additions; the rounding error grows as O(log *n*).
  public func sum() -> Scalar {
    unsafe storage.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return unsafe pairwiseSum(start, count: buffer.count)
    }
  }

  /// The sums along one axis, which disappears.
  ///
  /// - Parameter axis: The axis to sum along; negative counts from the end.
  public func sum(axis: Int) -> Tensor {
    let axis = shape.resolve(axis, in: "Tensor.sum")
    let (outer, count, inner) = shape.split(at: axis)
    var result = [Scalar](repeating: 0, count: outer * inner)
    guard count > 0, !result.isEmpty else {
      return Tensor(unchecked: result, shape: shape.removing(axis: axis))
    }
    unsafe storage.withUnsafeBufferPointer { buffer in
      unsafe result.withUnsafeMutableBufferPointer { sums in
        guard let x = buffer.baseAddress, let y = sums.baseAddress else { return }
        for block in 0..<outer {
          let start = unsafe x + block * count * inner
          if inner == 1 {
            unsafe y[block] = unsafe pairwiseSum(start, count: count)
          } else {
            unsafe addRows(start, count: count, width: inner, to: y + block * inner)
          }
        }
      }
    }
    return Tensor(unchecked: result, shape: shape.removing(axis: axis))
  }

  /// The tensor summed down to a shape that broadcasts to its own: broadcasting, reversed.
  ///
  /// Every axis that broadcasting would add or stretch is summed over. It is the one place where
  /// gradients of stretched operands are gathered.
  ///
  /// - Parameter target: A shape that broadcasts to this one's.
  public func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      target.broadcast(with: shape) == shape,
      "Tensor.summed: \(target) does not broadcast to \(shape)")
    if target.elementCount == 1 { return Tensor(repeating: sum(), shape: target) }
    var result = self
    while result.shape.axisCount > target.axisCount { result = result.sum(axis: 0) }
    for axis in target.lengths.indices where target[axis] != result.shape[axis] {
      result = result.sum(axis: axis).reshaped(to: result.shape.replacing(axis: axis, with: 1))
    }
    return result
  }
}

/// The sum of a run of scalars by halves; the last 256 are summed in eight lanes.
private func pairwiseSum(_ start: UnsafePointer<Scalar>, count: Int) -> Scalar {
  if count > 256 {
    let half = count / 2
    return unsafe pairwiseSum(start, count: half)
      + pairwiseSum(start + half, count: count - half)
  }
  var lanes = SIMD8<Scalar>(repeating: 0)
  var index = 0
  while index + 8 <= count {
    for lane in 0..<8 { unsafe lanes[lane] += start[index + lane] }
    index += 8
  }
  var sum =
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
    + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
  while index < count {
    unsafe sum += start[index]
    index += 1
  }
  return sum
}

/// Adds the rows of a matrix to `sums` by halves; the last 32 rows are added one after the other.
private func addRows(
  _ rows: UnsafePointer<Scalar>, count: Int, width: Int, to sums: UnsafeMutablePointer<Scalar>
) {
  if count <= 32 {
    for row in 0..<count {
      let line = unsafe rows + row * width
      for column in 0..<width { unsafe sums[column] += line[column] }
    }
    return
  }
  let half = count / 2
  unsafe addRows(rows, count: half, width: width, to: sums)
  let rest = UnsafeMutablePointer<Scalar>.allocate(capacity: width)
  defer { unsafe rest.deallocate() }
  unsafe rest.initialize(repeating: 0, count: width)
  unsafe addRows(rows + half * width, count: count - half, width: width, to: rest)
  for column in 0..<width { unsafe sums[column] += rest[column] }
}
