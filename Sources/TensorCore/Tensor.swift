/// A block of scalars with any number of axes, stored contiguously, row by row.
///
/// A tensor is a value like an array: a copy is independent of its original, and is made only when
/// one of the two is changed. It knows nothing of gradients; that is what lesson 02 adds.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4]])
/// let y = x * 10 + Tensor([1, 2])   // [[11, 22], [31, 42]]: the row is added to every row
/// let z = y.sum(axis: 0)            // [42, 64]
/// ```
///
/// ## Conventions
///
/// As in NumPy and PyTorch: row-major order, broadcasting aligned at the last axis, negative axes
/// count from the end. Unlike there, nothing is ever a view: slices and transposes are copies, and
/// products take a transposition flag instead.
public struct Tensor: Hashable, Sendable {
  /// The length of each axis.
  public let shape: Shape

  /// What `scalars` shows: as many scalars as `shape.elementCount`.
  @usableFromInline var storage: [Scalar]

  /// The scalars, row by row.
  public var scalars: [Scalar] { storage }

  /// Creates a tensor from scalars in row-major order.
  ///
  /// - Parameters:
  ///   - shape: The length of each axis.
  ///   - scalars: The scalars, row by row.
  /// - Precondition: `scalars.count == shape.elementCount`.
  public init(shape: Shape, scalars: [Scalar]) {
    precondition(
      scalars.count == shape.elementCount,
      "Tensor.init: \(scalars.count) scalars do not fill the shape \(shape)")
    self.shape = shape
    storage = scalars
  }
}

// MARK: - Creation

extension Tensor {
  /// Creates a tensor of no axes that holds one scalar; its shape is `[]`.
  public init(_ scalar: Scalar) { self.init(shape: [], scalars: [scalar]) }

  /// Creates a tensor of one axis, of shape `[scalars.count]`.
  public init(_ scalars: [Scalar]) { self.init(shape: [scalars.count], scalars: scalars) }

  /// Creates a matrix from its rows, of shape `[rows.count, rows[0].count]`.
  ///
  /// - Parameter rows: The rows; without any, the shape is `[0, 0]`.
  /// - Precondition: All rows are of one length.
  public init(_ rows: [[Scalar]]) {
    let columnCount = rows.first?.count ?? 0
    precondition(
      rows.allSatisfy { $0.count == columnCount },
      "Tensor.init: the rows differ in length: \(rows.map(\.count))")
    self.init(shape: [rows.count, columnCount], scalars: Array(rows.joined()))
  }

  /// Creates a tensor whose scalars all have one value (PyTorch: `full`).
  public init(repeating value: Scalar, shape: Shape) {
    self.init(shape: shape, scalars: Array(repeating: value, count: shape.elementCount))
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// A tensor of ones.
  public static func ones(_ shape: Shape) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The square matrix with ones on its diagonal, of shape `[size, size]` (PyTorch: `eye`).
  ///
  /// - Precondition: `size >= 0`.
  public static func identity(_ size: Int) -> Tensor {
    precondition(size >= 0, "Tensor.identity: the size is negative: \(size)")
    var result = zeros([size, size])
    for index in 0..<size { result[index, index] = 1 }
    return result
  }

  /// Evenly spaced scalars with both ends included (PyTorch: `linspace`).
  ///
  /// - Parameters:
  ///   - start: The first scalar.
  ///   - end: The last scalar.
  ///   - count: The number of scalars.
  /// - Returns: A tensor of shape `[count]`; its last scalar is `end` exactly.
  /// - Precondition: `count >= 2`.
  public static func linearlySpaced(from start: Scalar, through end: Scalar, count: Int) -> Tensor {
    precondition(count >= 2, "Tensor.linearlySpaced: count must be at least 2: \(count)")
    let step = (end - start) / Scalar(count - 1)
    return Tensor((0..<count).map { $0 == count - 1 ? end : start + Scalar($0) * step })
  }
}

// MARK: - Shape

extension Tensor {
  /// The number of scalars.
  public var elementCount: Int { scalars.count }

  /// The only scalar of a tensor that has one, whatever its shape.
  ///
  /// - Precondition: `elementCount == 1`.
  public var scalar: Scalar {
    precondition(scalars.count == 1, "Tensor.scalar: the shape \(shape) does not hold one scalar")
    return scalars[0]
  }

  /// The same scalars, in the same order, under another shape (PyTorch: `reshape`).
  ///
  /// - Parameter shape: A shape of as many scalars.
  /// - Returns: A tensor of that shape, which shares its storage with this one.
  /// - Precondition: `shape.elementCount == elementCount`.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(
      shape.elementCount == elementCount,
      "Tensor.reshaped: \(self.shape) does not fit \(shape)")
    return Tensor(shape: shape, scalars: scalars)
  }

  /// The same scalars along one axis, of shape `[elementCount]`.
  public var flattened: Tensor { Tensor(scalars) }

  /// The matrix with rows and columns exchanged, of shape `[columns, rows]`.
  ///
  /// For more axes see `transposed(axes:)`.
  ///
  /// - Precondition: The tensor has two axes.
  public var transposed: Tensor {
    precondition(shape.axisCount == 2, "Tensor.transposed: not a matrix: \(shape)")
    return transposed(axes: [1, 0])
  }

  /// Copies of the tensor along the axes that it lacks or has with length 1 (PyTorch: `expand`).
  ///
  /// - Parameter shape: A shape that this one broadcasts to.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The common shape of the two by NumPy's rules is `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    precondition(
      self.shape.broadcast(with: shape) == shape,
      "Tensor.broadcast: \(self.shape) does not broadcast to \(shape)")
    return broadcastCopy(to: shape)
  }
}
