// Copies of scalars that stand at regular distances: broadcasting and transposition.

extension Tensor {
  /// The copy behind `broadcast(to:)`, for a shape that is known to fit.
  func broadcastCopy(to target: Shape) -> Tensor {
    if storage.count == 1 { return Tensor(repeating: storage[0], shape: target) }
    if let width = target.lengths.last, width > 0, storage.count == width,
      shape.lengths.last == width
    {
      return Tensor(unchecked: storage.repeated(target.elementCount / width), shape: target)
    }
    return Tensor(
      unchecked: storage.gathered(target, strides: shape.strides(broadcastTo: target)),
      shape: target)
  }

  /// The axes in another order (PyTorch: `permute`).
  ///
  /// ```swift
  /// let images = Tensor.zeros([8, 3, 32, 24])                // [batch, channels, height, width]
  /// images.transposed(axes: [0, 2, 3, 1]).shape              // [8, 32, 24, 3]
  /// ```
  ///
  /// - Parameter axes: Every axis once, in the new order; negative ones count from the end.
  /// - Returns: A tensor whose axis `i` is this one's axis `axes[i]`; a copy, not a view.
  /// - Precondition: The list names every axis once.
  public func transposed(axes: [Int]) -> Tensor {
    let order = shape.resolve(permutation: axes, in: "Tensor.transposed")
    return transposed(order)
  }

  /// The axes in the order from which `transposed(axes:)` made this one's: its inverse.
  ///
  /// - Parameter axes: The list that was given to `transposed(axes:)`.
  /// - Returns: A tensor whose axis `axes[i]` is this one's axis `i`; a copy, not a view.
  /// - Precondition: The list names every axis once.
  public func transposed(inverting axes: [Int]) -> Tensor {
    var inverse = axes
    let order = shape.resolve(permutation: axes, in: "Tensor.transposed")
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return transposed(inverse)
  }

  private func transposed(_ order: [Int]) -> Tensor {
    let strides = shape.strides
    let target = Shape(order.map { shape.lengths[$0] })
    return Tensor(
      unchecked: storage.gathered(target, strides: order.map { strides[$0] }), shape: target)
  }
}

extension Shape {
  /// Turns the axes of a permutation, some of which may count from the end, into `0 ..< axisCount`.
  fileprivate func resolve(permutation axes: [Int], in function: String) -> [Int] {
    _ = marking(axes, in: function)
    precondition(
      axes.count == axisCount, "\(function): \(axes) does not name every axis of \(self)")
    return axes.map { resolve($0, in: function) }
  }
}

extension [Scalar] {
  /// One axis of a copy: its length, and the distances between neighbors here and in the copy.
  private struct Axis {
    var count = 1
    var source = 0
    var target = 0
  }

  /// The scalars of a shape, read at a distance of their own along each axis.
  ///
  /// - Parameters:
  ///   - shape: The shape of the copy.
  ///   - strides: For each of its axes, the distance between neighbors in this array; 0 repeats.
  /// - Returns: The copy, row by row.
  fileprivate func gathered(_ shape: Shape, strides: [Int]) -> [Scalar] {
    let count = shape.elementCount
    if count == 0 { return [] }
    // Axes that lie one after the other in both arrays are one.
    var axes: [Axis] = []
    var last = 0
    for (axis, length) in shape.lengths.enumerated() where length > 1 {
      last += (length - 1) * strides[axis]
      if let outer = axes.last, outer.source == strides[axis] * length {
        axes[axes.count - 1] = Axis(count: outer.count * length, source: strides[axis])
      } else {
        axes.append(Axis(count: length, source: strides[axis]))
      }
    }
    precondition(last < self.count, "gathered: \(strides) leads out of \(self.count) scalars")
    var stride = 1
    for index in axes.indices.reversed() {
      axes[index].target = stride
      stride *= axes[index].count
    }
    // The inner loops run over the last axis and, if that one leaps through this array, over the
    // one that does not, so that both arrays are read and written in neighborhoods.
    let columns = axes.popLast() ?? Axis()
    let rowIndex =
      columns.source > 1 ? axes.firstIndex { $0.source == 1 } : axes.indices.last
    let rows = rowIndex.map { axes.remove(at: $0) } ?? Axis()
    return unsafe [Scalar](unsafeUninitializedCapacity: count) { output, initializedCount in
      unsafe withUnsafeBufferPointer { input in
        guard let y = output.baseAddress, let x = input.baseAddress else { return }
        var index = [Int](repeating: 0, count: axes.count)
        var (source, target) = (0, 0)
        for _ in 0..<count / (rows.count * columns.count) {
          unsafe Self.copy(rows, columns, from: x + source, to: y + target)
          // Advance the index of the outer axes like an odometer.
          for axis in axes.indices.reversed() {
            index[axis] += 1
            source += axes[axis].source
            target += axes[axis].target
            if index[axis] < axes[axis].count { break }
            source -= axes[axis].source * index[axis]
            target -= axes[axis].target * index[axis]
            index[axis] = 0
          }
        }
      }
      initializedCount = count
    }
  }

  /// Copies a matrix whose rows and columns stand at any distances, in tiles that fit the cache.
  @unsafe private static func copy(
    _ rows: Axis, _ columns: Axis, from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  ) {
    if columns.source <= 1 {
      for row in 0..<rows.count {
        let line = unsafe y + row * rows.target
        if columns.source == 0 {
          unsafe line.initialize(repeating: x[row * rows.source], count: columns.count)
        } else {
          unsafe line.initialize(from: x + row * rows.source, count: columns.count)
        }
      }
      return
    }
    let side = 16
    for top in stride(from: 0, to: rows.count, by: side) {
      for left in stride(from: 0, to: columns.count, by: side) {
        for row in top..<Swift.min(top + side, rows.count) {
          for column in left..<Swift.min(left + side, columns.count) {
            unsafe y[row * rows.target + column] =
              x[row * rows.source + column * columns.source]
          }
        }
      }
    }
  }
}
