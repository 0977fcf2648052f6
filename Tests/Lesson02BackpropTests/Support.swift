import Backprop
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

/// A leaf of one scalar that requires a gradient.
func leaf(_ value: Scalar) -> Variable { leaf(Tensor(value)) }

/// The gradients of a loss with respect to leaves of the given values.
func gradients(
  at values: [Tensor], of loss: ([Variable]) throws -> Variable
) throws -> [Tensor] {
  let leaves = values.map { leaf($0) }
  try loss(leaves).backward()
  return try leaves.map { try #require($0.gradient) }
}
