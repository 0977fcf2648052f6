// What the tests of lesson 01 share.

import TensorCore

/// Whether the build computes in double precision.
let isDouble = Scalar.self == Double.self

/// A few roundings of numbers of order 1.
let rounding: Scalar = 16 * Scalar.ulpOfOne

extension Tensor {
  /// Normal scalars from a seed.
  static func random(_ shape: Shape, seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    return .normal(shape, using: &generator)
  }

  /// The greatest difference from a tensor of the same shape; infinite if the shapes differ.
  func distance(to other: Tensor) -> Scalar {
    guard shape == other.shape else { return .infinity }
    return zip(scalars, other.scalars).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) }
  }
}
