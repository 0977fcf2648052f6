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

/// The run of F3.14: 64 points on two rings, and four layers of 16 sigmoids that are to tell the rings apart.
enum SigmoidsOnRings {
  static func start(seed: UInt64) -> (inputs: Tensor, targets: Tensor, model: Sequential) {
    var generator = SplitMix64(seed: seed)
    let labels = (0..<64).map { $0 % 2 }
    let inputs = Tensor(
      labels.map { label -> [Scalar] in
        let angle = 2 * Scalar.pi * Scalar(generator.uniform())
        return [Scalar(1 + label) * .cosine(angle), Scalar(1 + label) * .sine(angle)]
      })
    let model = ActivationTrial(.sigmoid, depth: 4, width: 16, stepCount: 1)
      .network(inputCount: 2, outputCount: 1, start: .he, using: &generator)
    return (inputs, Tensor(labels.map { Scalar($0) }).reshaped(to: [64, 1]), model)
  }
}
