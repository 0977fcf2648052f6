import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// What rounding may change in a few dozen operations.
let rounding: Scalar = 200 * Scalar.ulpOfOne

/// The greatest difference between two tensors, relative to the greatest magnitude in the second.
func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
  guard a.shape == b.shape else { return .infinity }
  if a == b { return 0 }
  return (a - b).maximumMagnitude() / max(b.maximumMagnitude(), .leastNormalMagnitude)
}

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

/// Normal numbers around a mean, from a seed.
func normals(
  _ shape: Shape, mean: Scalar = 0, deviation: Scalar = 1, seed: UInt64 = 1
) -> Tensor {
  var generator = SplitMix64(seed: seed)
  return .normal(shape, mean: mean, standardDeviation: deviation, using: &generator)
}
