import Autograd
import Course
import Datasets
import TensorCore

// What the tests of this lesson share.

/// The seeds over which a separation has to hold.
let tenSeeds: [UInt64] = Array(1...10)

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

/// The greatest difference between two tensors, relative to the greatest magnitude in the second.
func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
  guard a.shape == b.shape else { return .infinity }
  if a == b { return 0 }
  let largest = max(b.maximumMagnitude(), .leastNormalMagnitude)
  let found = (a - b).maximumMagnitude() / largest
  return found.isNaN ? .infinity : found
}

/// The greatest difference between two rows of numbers, relative to the greatest magnitude in the second.
func difference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let largest = b.map(\.magnitude).max() ?? 0
  return zip(a, b).map { ($0 - $1).magnitude }.reduce(0) { max($0, $1.isNaN ? .infinity : $1) }
    / max(largest, .leastNormalMagnitude)
}

/// A healthy run on some of the digits: a network with one hidden layer, batches of 32, a loss that falls.
final class DigitsRun {
  let model: Sequential
  let samples: LabeledData
  private(set) var generator: SplitMix64

  init(seed: UInt64, hidden: any Layer = FunctionLayer("relu", relu), width: Int = 32) throws {
    var generator = SplitMix64(seed: seed)
    model = Sequential(
      Linear(inputCount: 64, outputCount: width, using: &generator), hidden,
      Linear(inputCount: width, outputCount: 10, using: &generator))
    samples = try LabeledData.digits().selecting(Array(0..<320))
    self.generator = generator
  }

  /// The loss on 32 samples drawn at random.
  func loss() -> Variable {
    let rows = (0..<32).map { _ in generator.uniform(below: samples.count) }
    let batch = samples.selecting(rows)
    return softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
  }
}
