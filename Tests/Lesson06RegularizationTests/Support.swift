import Autograd
import Datasets
import Regularization
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

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

/// Some digits to train on and others, of other writers, to measure on.
func digits(trainingCount: Int, seed: UInt64 = 0) throws -> RegularizedTrial {
  let (all, test) = try LabeledData.digits().splitByOrder(testCount: 360)
  var generator = SplitMix64(seed: seed)
  let training = all.selecting(Array(generator.permutation(of: all.count).prefix(trainingCount)))
  return RegularizedTrial(training: training, validation: test)
}

/// Some tumors to train on and the others to measure on, standardized by the training part.
func tumors(trainingCount: Int, seed: UInt64 = 0) throws -> RegularizedTrial {
  let all = try LabeledData.breastCancer()
  var generator = SplitMix64(seed: seed)
  let (training, test) = all.shuffled(using: &generator)
    .splitByOrder(testCount: all.count - trainingCount)
  let standardizer = Standardizer(fittedTo: training.features)
  return RegularizedTrial(
    training: standardizer.apply(to: training), validation: standardizer.apply(to: test))
}
