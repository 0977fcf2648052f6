// Lists of axes: which ones a reduction removes, and where axes of length 1 are put back.

extension Shape {
  /// The shape without some of its axes.
  ///
  /// - Parameter axes: Each in `-axisCount ..< axisCount`, none named twice.
  /// - Returns: A shape of fewer axes, in the same order.
  public func removing(axes: [Int]) -> Shape {
    let isRemoved = marking(axes, in: "Shape.removing")
    return Shape(lengths.indices.filter { !isRemoved[$0] }.map { lengths[$0] })
  }

  /// The shape with further axes of length 1.
  ///
  /// - Parameter places: The places of the new axes among those of the result; negative ones
  ///   count from its end.
  /// - Returns: A shape of `axisCount + places.count` axes.
  public func insertingAxes(at places: [Int]) -> Shape {
    inserting(places, in: "Shape.insertingAxes")
  }

  fileprivate func inserting(_ places: [Int], in function: String) -> Shape {
    let count = axisCount + places.count
    precondition(
      places.allSatisfy { $0 >= -count && $0 < count },
      "\(function): \(places) are not all among the \(count) axes of a result from \(self)")
    let ones = Shape(Array(repeating: 1, count: count))
    let isNew = ones.marking(places, in: function)
    var rest = lengths.makeIterator()
    return Shape(isNew.map { $0 ? 1 : rest.next() ?? 1 })
  }

  /// Turns a list of axes, some of which may count from the end, into a mark for every axis.
  ///
  /// - Parameters:
  ///   - axes: Each in `-axisCount ..< axisCount`, none named twice.
  ///   - function: The name that the message of a failure begins with.
  /// - Returns: For each axis, whether the list names it.
  package func marking(_ axes: [Int], in function: String) -> [Bool] {
    var isNamed = [Bool](repeating: false, count: axisCount)
    for axis in axes {
      let resolved = resolve(axis, in: function)
      precondition(
        !isNamed[resolved], "\(function): axis \(resolved) of \(self) is named twice by \(axes)")
      isNamed[resolved] = true
    }
    return isNamed
  }

  /// How many scalars the axes that are marked hold together.
  func elementCount(where isMarked: [Bool]) -> Int {
    lengths.indices.reduce(1) { isMarked[$1] ? $0 * lengths[$1] : $0 }
  }
}

extension Tensor {
  /// The same scalars with further axes of length 1 (NumPy: `expand_dims`; PyTorch: `unsqueeze`).
  ///
  /// It puts back what a reduction removed, so that the result broadcasts to the original:
  ///
  /// ```swift
  /// let x = Tensor([[1, 3], [10, 30]])
  /// let centered = x - x.mean(axes: [1]).insertingAxes(at: [1])   // [[-1, 1], [-10, 10]]
  /// ```
  ///
  /// - Parameter places: The places of the new axes among those of the result, as they were given
  ///   to the reduction; negative ones count from its end.
  /// - Returns: A tensor of `places.count` more axes, which shares its storage with this one.
  /// - Precondition: Every place is one of the result's axes, and none is named twice.
  public func insertingAxes(at places: [Int]) -> Tensor {
    Tensor(unchecked: storage, shape: shape.inserting(places, in: "Tensor.insertingAxes"))
  }
}
