import Autograd
import Init
import TensorCore
import TestSupport
import Testing

/// What rounding may change in a few dozen operations.
let rounding: Scalar = 200 * Scalar.ulpOfOne

/// The same bound for numbers in double precision that were computed from scalars.
let roundingOfDouble = Double(rounding)

/// The greatest difference between two tensors, relative to the greatest magnitude in the second.
func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
  guard a.shape == b.shape else { return .infinity }
  if a == b { return 0 }
  return (a - b).maximumMagnitude() / max(b.maximumMagnitude(), .leastNormalMagnitude)
}

/// The difference between two numbers, relative to the second.
func difference(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : abs(a - b) / max(abs(b), .leastNormalMagnitude)
}

/// A batch of standard normal numbers.
func normalBatch(_ sampleCount: Int, _ featureCount: Int, seed: UInt64) -> Tensor {
  var generator = SplitMix64(seed: seed)
  return .normal([sampleCount, featureCount], using: &generator)
}

/// Labels 0, 1, …, in turn.
func classes(_ sampleCount: Int, of classCount: Int) -> [Int] {
  (0..<sampleCount).map { $0 % classCount }
}
