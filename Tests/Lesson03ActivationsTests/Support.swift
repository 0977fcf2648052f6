import Activations
import Autograd
import TensorCore
import TestSupport
import Testing

/// The greatest difference between two tensors, relative to the greatest magnitude in the second.
func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
  guard a.shape == b.shape else { return .infinity }
  if a == b { return 0 }
  return (a - b).maximumMagnitude() / max(b.maximumMagnitude(), .leastNormalMagnitude)
}

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }
