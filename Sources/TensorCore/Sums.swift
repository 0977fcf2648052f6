// Sums, with an error that grows with the logarithm of the number of terms.
//
// Adding n numbers one after the other loses up to n roundings; adding the halves and then the two
// results loses log₂ n. Higham, "The accuracy of floating point summation", 1993,
// https://doi.org/10.1137/0914050, section 3.

extension Tensor {
  /// The sum of all scalars; 0 if there are none.
  ///
  /// - Returns: The sum, whose rounding error grows as O(log *n*).
  /// - Complexity: O(*n*) additions, where *n* is the number of scalars.
  public func sum() -> Scalar { storage.pairwiseSum(in: 0..<elementCount) }

  /// The sums along one axis, which disappears; 0 where it is empty.
  ///
  /// - Parameter axis: The axis to sum along; negative counts from the end.
  /// - Returns: A tensor of this shape without the axis.
  /// - Complexity: O(*n*) additions, where *n* is the number of scalars.
  public func sum(axis: Int) -> Tensor {
    let axis = shape.resolve(axis, in: "Tensor.sum")
    let (outer, count, inner) = shape.split(at: axis)
    var result = [Scalar](repeating: 0, count: outer * inner)
    for block in 0..<outer {
      if inner == 1 {
        result[block] = storage.pairwiseSum(in: block * count..<(block + 1) * count)
      } else {
        result.addRows(
          block * count..<(block + 1) * count, of: storage, to: block * inner..<(block + 1) * inner)
      }
    }
    return Tensor(unchecked: result, shape: shape.removing(axis: axis))
  }

  /// The sums along several axes, which disappear; 0 where one of them is empty.
  ///
  /// Over the axes `[0, 2, 3]` of images `[batch, channels, height, width]` it gives one sum for each
  /// channel. `insertingAxes(at:)` puts the axes back with length 1.
  ///
  /// - Parameter axes: The axes to sum along, none named twice; negative ones count from the end.
  ///   An empty list sums nothing, as in NumPy; in PyTorch it stands for all axes.
  /// - Returns: A tensor of this shape without the axes.
  /// - Complexity: O(*n*) additions, where *n* is the number of scalars; the rounding error grows
  ///   as O(log *n*).
  public func sum(axes: [Int]) -> Tensor {
    let isReduced = shape.marking(axes, in: "Tensor.sum")
    return Tensor(unchecked: sums(where: isReduced), shape: shape.removing(axes: axes))
  }

  /// The tensor summed down to a shape that broadcasts to its own: broadcasting, reversed.
  ///
  /// Every axis that broadcasting would add or stretch is summed over. It is the one place where
  /// gradients of stretched operands are gathered.
  ///
  /// - Parameter target: A shape that broadcasts to this one's.
  /// - Returns: A tensor of the shape `target`.
  /// - Precondition: The common shape of the two by NumPy's rules is this tensor's.
  public func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      target.broadcast(with: shape) == shape,
      "Tensor.summed: \(target) does not broadcast to \(shape)")
    // The usual case, a bias, lacks axes in front and nothing else.
    let count = target.elementCount
    if count > 0, shape.lengths.suffix(target.axisCount).elementsEqual(target.lengths) {
      let rows = Tensor(unchecked: storage, shape: [elementCount / count, count])
      return Tensor(unchecked: rows.sum(axis: 0).storage, shape: target)
    }
    let missingCount = shape.axisCount - target.axisCount
    let isReduced = shape.lengths.indices.map { axis in
      axis < missingCount || target.lengths[axis - missingCount] != shape.lengths[axis]
    }
    return Tensor(unchecked: sums(where: isReduced), shape: target)
  }

  /// The sums along the axes that are marked, in row-major order of the others.
  private func sums(where isReduced: [Bool]) -> [Scalar] {
    var result = self
    var inner = 1
    var end = shape.axisCount
    // Neighbors that disappear are summed as one axis, the last ones first, because these lie
    // together in memory. The logarithms of the counts add up to that of their product.
    while end > 0 {
      var start = end - 1
      while start > 0, isReduced[start - 1] == isReduced[start] { start -= 1 }
      let count = shape.lengths[start..<end].reduce(1, *)
      if isReduced[start] {
        let outer = shape.lengths[..<start].reduce(1, *)
        result = Tensor(unchecked: result.storage, shape: [outer, count, inner]).sum(axis: 1)
      } else {
        inner *= count
      }
      end = start
    }
    return result.storage
  }
}

extension [Scalar] {
  /// The sum of a run by halves, down to runs of 256 scalars.
  func pairwiseSum(in run: Range<Int>) -> Scalar {
    if run.count <= 256 { return sum(in: run) }
    let middle = run.lowerBound + run.count / 2
    return pairwiseSum(in: run.lowerBound..<middle) + pairwiseSum(in: middle..<run.upperBound)
  }

  /// Adds rows, as wide as `run`, to that run by halves, down to 32 rows added one by one.
  fileprivate mutating func addRows(_ rows: Range<Int>, of matrix: [Scalar], to run: Range<Int>) {
    if rows.count <= 32 {
      add(rows, of: matrix, to: run)
      return
    }
    let middle = rows.lowerBound + rows.count / 2
    addRows(rows.lowerBound..<middle, of: matrix, to: run)
    var rest = [Scalar](repeating: 0, count: run.count)
    rest.addRows(middle..<rows.upperBound, of: matrix, to: 0..<run.count)
    add(0..<1, of: rest, to: run)
  }
}
