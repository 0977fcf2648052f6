public import TensorCore

/// A block of 64-bit integers with any number of axes, as a file holds them beside tensors.
///
/// It is for what must not pass through a floating-point number: counts of steps, and the states of
/// random generators, whose 64 bits are stored as the signed integer of the same pattern.
public struct IntegerTensor: Equatable, Sendable {
  /// The length of each axis.
  public let shape: Shape

  /// The integers, row by row.
  public let values: [Int64]

  /// Creates a tensor from integers in row-major order.
  ///
  /// - Precondition: `values.count == shape.elementCount`.
  public init(shape: Shape, values: [Int64]) {
    precondition(
      values.count == shape.elementCount,
      "IntegerTensor.init: \(values.count) values do not fill the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Creates a tensor of no axes that holds one integer; its shape is `[]`.
  public init(_ value: Int64) { self.init(shape: [], values: [value]) }
}
