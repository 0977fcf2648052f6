// What the core's tests share: every index of a shape, tensors to try things on, and distances.

import TensorCore

/// Shapes of every kind: no axes, one to four, lengths of zero and one at every place.
let manyShapes: [Shape] = [
  [], [0], [1], [2], [3], [5], [0, 1], [1, 0], [1, 1], [0, 3], [2, 0], [2, 1], [1, 3], [2, 3],
  [5, 1],
  [1, 1, 1], [2, 1, 3], [4, 2, 3], [4, 1, 1], [1, 2, 1], [0, 2, 3], [2, 0, 3], [2, 3, 0],
  [2, 1, 2, 3], [1, 4, 1, 3], [2, 4, 2, 1], [3, 1, 1, 1], [2, 0, 1, 3],
]

/// Every index of a shape, in row-major order; one empty index for a single scalar.
func everyIndex(of shape: Shape) -> [[Int]] {
  var indices: [[Int]] = [[]]
  for length in shape.lengths {
    indices = indices.flatMap { index in (0..<length).map { index + [$0] } }
  }
  return indices
}

/// The position of an index in row-major order, multiplied out axis by axis.
func position(of index: [Int], in shape: Shape) -> Int {
  var position = 0
  for (axis, step) in index.enumerated() {
    var stride = 1
    for length in shape.lengths[(axis + 1)...] { stride *= length }
    position += step * stride
  }
  return position
}

extension Tensor {
  /// The scalars 1, 2, 3 … in row-major order.
  static func counting(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, scalars: (0..<shape.elementCount).map { Scalar($0 + 1) })
  }

  /// Normal scalars from a seed.
  static func random(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    var generator = SplitMix64(seed: seed)
    return .normal(shape, using: &generator)
  }

  /// The scalar at an index given as an array.
  func at(_ index: [Int]) -> Scalar { scalars[position(of: index, in: shape)] }

  /// The greatest difference from a tensor of the same shape; infinite if the shapes differ.
  func distance(to other: Tensor) -> Scalar {
    guard shape == other.shape else { return .infinity }
    return zip(scalars, other.scalars).reduce(0) { maximum($0, abs($1.0 - $1.1)) }
  }

  /// Where the scalars lie in memory.
  var address: Int {
    scalars.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
  }
}
