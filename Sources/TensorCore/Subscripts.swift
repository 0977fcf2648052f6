// Single scalars, and parts of a tensor along an axis.

extension Tensor {
  /// One scalar, by its index along each axis.
  ///
  /// - Parameter indices: As many as there are axes, each within its axis; none is negative.
  public subscript(indices: Int...) -> Scalar {
    get { storage[offset(of: indices)] }
    set { storage[offset(of: indices)] = newValue }
  }

  /// The position of a scalar in row-major order.
  private func offset(of indices: [Int]) -> Int {
    precondition(
      indices.count == shape.axisCount,
      "Tensor.subscript: \(indices.count) indices for the shape \(shape)")
    var offset = 0
    for (index, length) in zip(indices, shape.lengths) {
      precondition(
        index >= 0 && index < length, "Tensor.subscript: \(indices) is outside the shape \(shape)")
      offset = offset * length + index
    }
    return offset
  }

  /// One slice along the first axis, without that axis: a row of a matrix.
  ///
  /// - Parameter index: In `0 ..< shape[0]`.
  /// - Returns: A tensor of this shape without the first axis.
  public func row(_ index: Int) -> Tensor {
    precondition(
      shape.axisCount > 0 && index >= 0 && index < shape.lengths[0],
      "Tensor.row: \(index) is outside the shape \(shape)")
    let size = elementCount / shape.lengths[0]
    return Tensor(
      shape: shape.removing(axis: 0), scalars: Array(scalars[index * size..<(index + 1) * size]))
  }

  /// A range of positions along an axis (PyTorch: `narrow`, or `x[:, a:b]`).
  ///
  /// - Parameters:
  ///   - range: The positions to keep, within the axis.
  ///   - axis: The axis to cut; negative counts from the end.
  /// - Returns: A tensor whose axis has the length `range.count`.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = shape.resolve(axis, in: "Tensor.slice")
    let (outer, count, inner) = shape.split(at: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "Tensor.slice: \(range) is outside axis \(axis) of \(shape)")
    var result: [Scalar] = []
    result.reserveCapacity(outer * range.count * inner)
    for block in 0..<outer {
      let start = (block * count + range.lowerBound) * inner
      result += scalars[start..<start + range.count * inner]
    }
    return Tensor(shape: shape.replacing(axis: axis, with: range.count), scalars: result)
  }

  /// The rows at the given indices, in that order, repeats allowed (PyTorch: `index_select`).
  ///
  /// - Parameter indices: Each in `0 ..< shape[0]`.
  /// - Returns: A tensor of shape `[indices.count] + shape[1...]`.
  public func gathering(rows indices: [Int]) -> Tensor {
    precondition(shape.axisCount > 0, "Tensor.gathering: a single scalar has no rows")
    let size = shape.removing(axis: 0).elementCount
    var result: [Scalar] = []
    result.reserveCapacity(indices.count * size)
    for index in indices {
      precondition(
        index >= 0 && index < shape.lengths[0],
        "Tensor.gathering: row \(index) is outside the shape \(shape)")
      result += scalars[index * size..<(index + 1) * size]
    }
    return Tensor(shape: shape.replacing(axis: 0, with: indices.count), scalars: result)
  }

  /// Adds each row of `rows` to the row of this tensor that `indices` names: gathering, reversed.
  ///
  /// - Parameters:
  ///   - rows: A tensor of shape `[indices.count] + shape[1...]`.
  ///   - indices: Each in `0 ..< shape[0]`; a repeated index receives the sum.
  public mutating func scatterAdd(_ rows: Tensor, toRows indices: [Int]) {
    precondition(shape.axisCount > 0, "Tensor.scatterAdd: a single scalar has no rows")
    precondition(
      rows.shape == shape.replacing(axis: 0, with: indices.count),
      "Tensor.scatterAdd: \(rows.shape) does not give \(indices.count) rows to \(shape)")
    let size = shape.removing(axis: 0).elementCount
    for (source, target) in indices.enumerated() {
      precondition(
        target >= 0 && target < shape.lengths[0],
        "Tensor.scatterAdd: row \(target) is outside the shape \(shape)")
      for offset in 0..<size {
        storage[target * size + offset] += rows.storage[source * size + offset]
      }
    }
  }

  /// One scalar of each row of a matrix (PyTorch: `gather` along axis 1).
  ///
  /// - Parameter columns: For each row, a column in `0 ..< shape[1]`.
  /// - Returns: A tensor of shape `[columns.count]`.
  public func picking(columns: [Int]) -> Tensor {
    precondition(
      shape.axisCount == 2 && columns.count == shape.lengths[0],
      "Tensor.picking: \(columns.count) columns for the shape \(shape)")
    let width = shape.lengths[1]
    return Tensor(
      columns.enumerated().map { row, column in
        precondition(
          column >= 0 && column < width, "Tensor.picking: column \(column) is outside \(shape)")
        return scalars[row * width + column]
      })
  }

  /// A matrix with a 1 in each row at the column of its class, and 0 elsewhere.
  ///
  /// - Parameters:
  ///   - classes: For each row, a class in `0 ..< classCount`.
  ///   - classCount: The number of columns.
  /// - Returns: A tensor of shape `[classes.count, classCount]`.
  public static func oneHot(_ classes: [Int], classCount: Int) -> Tensor {
    precondition(classCount >= 0, "Tensor.oneHot: classCount is negative: \(classCount)")
    var result = zeros([classes.count, classCount])
    for (row, column) in classes.enumerated() {
      precondition(
        column >= 0 && column < classCount,
        "Tensor.oneHot: class \(column) is outside 0 ..< \(classCount)")
      result.storage[row * classCount + column] = 1
    }
    return result
  }

  /// Tensors joined end to end along an axis that they already have (PyTorch: `cat`).
  ///
  /// - Parameters:
  ///   - tensors: At least one; their shapes agree on every other axis.
  ///   - axis: The axis to join along; negative counts from the end.
  /// - Returns: A tensor whose axis is as long as those of all of them together.
  /// - Precondition: The shapes are as said.
  public static func concatenation(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = tensors.first else {
      preconditionFailure("Tensor.concatenation: no tensors were given")
    }
    let axis = first.shape.resolve(axis, in: "Tensor.concatenation")
    var total = 0
    for tensor in tensors {
      let fits =
        tensor.shape.axisCount == first.shape.axisCount
        && tensor.shape.replacing(axis: axis, with: 0) == first.shape.replacing(axis: axis, with: 0)
      precondition(
        fits,
        "Tensor.concatenation: \(tensor.shape) does not fit \(first.shape) along axis \(axis)")
      total += tensor.shape[axis]
    }
    let shape = first.shape.replacing(axis: axis, with: total)
    let (outer, _, inner) = shape.split(at: axis)
    var result: [Scalar] = []
    result.reserveCapacity(shape.elementCount)
    for block in 0..<outer {
      for tensor in tensors {
        let size = tensor.shape[axis] * inner
        result += tensor.storage[block * size..<(block + 1) * size]
      }
    }
    return Tensor(shape: shape, scalars: result)
  }
}
