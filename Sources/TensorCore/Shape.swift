/// The lengths of a tensor's axes, outermost first.
///
/// `[2, 3]` is two rows of three scalars; `[]` is a single scalar. Scalars are stored row by row
/// (row-major): the last axis varies fastest. A length may be zero; there are then no scalars.
public struct Shape: Hashable, Sendable {
  /// The length of each axis; none is negative.
  public let lengths: [Int]

  /// The number of scalars: the product of the lengths, 1 for a single scalar.
  public let elementCount: Int

  /// Creates a shape from its lengths.
  ///
  /// - Parameter lengths: The length of each axis, outermost first. Zero is allowed.
  /// - Precondition: No length is negative, and the product of those above zero is an `Int`.
  public init(_ lengths: [Int]) {
    precondition(lengths.allSatisfy { $0 >= 0 }, "Shape.init: a length is negative: \(lengths)")
    var product = 1
    for length in lengths where length > 0 {
      let (next, overflows) = product.multipliedReportingOverflow(by: length)
      precondition(!overflows, "Shape.init: too many scalars to count: \(lengths)")
      product = next
    }
    self.lengths = lengths
    elementCount = lengths.contains(0) ? 0 : product
  }

  /// The number of axes.
  public var axisCount: Int { lengths.count }

  /// The length of one axis; a negative axis counts from the end.
  ///
  /// - Parameter axis: In `-axisCount ..< axisCount`.
  public subscript(axis: Int) -> Int { lengths[resolve(axis, in: "Shape.subscript")] }

  /// The distance, in scalars, between neighbors along each axis.
  public var strides: [Int] {
    var strides = lengths
    var stride = 1
    for axis in lengths.indices.reversed() {
      strides[axis] = stride
      stride *= lengths[axis]
    }
    return strides
  }

  /// The shape with one axis replaced by an axis of another length.
  ///
  /// - Parameters:
  ///   - axis: In `-axisCount ..< axisCount`.
  ///   - length: The new length of that axis.
  /// - Returns: A shape of as many axes.
  public func replacing(axis: Int, with length: Int) -> Shape {
    var lengths = lengths
    lengths[resolve(axis, in: "Shape.replacing")] = length
    return Shape(lengths)
  }

  /// The shape without one of its axes.
  ///
  /// - Parameter axis: In `-axisCount ..< axisCount`.
  /// - Returns: A shape of one axis fewer.
  public func removing(axis: Int) -> Shape {
    let axis = resolve(axis, in: "Shape.removing")
    return Shape(Array(lengths[..<axis]) + lengths[(axis + 1)...])
  }

  /// Turns an axis that may count from the end into one that counts from the start.
  ///
  /// - Parameters:
  ///   - axis: In `-axisCount ..< axisCount`.
  ///   - function: The name that the message of a failure begins with.
  /// - Returns: The same axis in `0 ..< axisCount`.
  package func resolve(_ axis: Int, in function: String) -> Int {
    precondition(
      axis >= -axisCount && axis < axisCount,
      "\(function): axis \(axis) is outside the shape \(self)")
    return axis < 0 ? axis + axisCount : axis
  }

  /// Splits the shape at an axis into the scalars before it, along it, and after it.
  ///
  /// A reduction along `axis` runs over `outer` blocks of `count` steps of `inner` scalars each.
  func split(at axis: Int) -> (outer: Int, count: Int, inner: Int) {
    (lengths[..<axis].reduce(1, *), lengths[axis], lengths[(axis + 1)...].reduce(1, *))
  }
}

// MARK: - Broadcasting

extension Shape {
  /// The common shape of two operands by NumPy's rules, or nothing if they do not fit.
  ///
  /// Shapes are aligned at their last axes; an axis that is missing or of length 1 is stretched to
  /// the other's length, be it zero; any other difference does not fit. `[8, 1, 6]` and `[7, 1]`
  /// give `[8, 7, 6]`.
  ///
  /// ## Source
  ///
  /// NumPy manual, [Broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html).
  ///
  /// - Parameter other: The shape of the other operand.
  /// - Returns: The common shape, or `nil`.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    if axisCount < other.axisCount { return other.broadcast(with: self) }
    let missing = axisCount - other.axisCount
    var isWider = false
    for axis in other.lengths.indices {
      let (a, b) = (lengths[missing + axis], other.lengths[axis])
      guard a == b || a == 1 || b == 1 else { return nil }
      if a != b, a == 1 { isWider = true }
    }
    // Most often the longer of the two is the answer as it stands.
    if !isWider { return self }
    return Shape(
      lengths.indices.map { axis in
        axis < missing || lengths[axis] != 1 ? lengths[axis] : other.lengths[axis - missing]
      })
  }

  /// The distance between neighbors along each axis of `target`, 0 where this shape is stretched.
  func strides(broadcastTo target: Shape) -> [Int] {
    let missing = target.axisCount - axisCount
    let own = strides
    return target.lengths.indices.map { axis in
      axis < missing || lengths[axis - missing] == 1 ? 0 : own[axis - missing]
    }
  }
}

// MARK: - Conformances

extension Shape: ExpressibleByArrayLiteral {
  /// Creates a shape from a literal such as `[2, 3]`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The lengths in brackets, such as `[2, 3]`.
  public var description: String { lengths.description }
}
