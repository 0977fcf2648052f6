import Datasets
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The training that the sweep varies, derived a second time by hand: the loss, its derivative, and momentum.
@Suite struct Lesson08Digits {
  /// One layer: its weight, its bias, and their velocities.
  private struct Layer {
    var weight, bias, weightVelocity, biasVelocity: Tensor

    init(_ inputs: Int, _ outputs: Int, gain: Scalar, using generator: inout SplitMix64) {
      weight = .normal([outputs, inputs], using: &generator) * (gain / Scalar(inputs).squareRoot())
      bias = .zeros([outputs])
      (weightVelocity, biasVelocity) = (.zeros(weight.shape), .zeros(bias.shape))
    }

    /// Makes a step, given the derivative by the layer's output; the decay is added to the gradient.
    mutating func step(_ derivative: Tensor, input: Tensor, _ settings: DigitsSettings) {
      let byWeight = matmul(derivative, input, transposing: .left) + weight * settings.decay
      let byBias = derivative.sum(axis: 0) + bias * settings.decay
      weightVelocity = weightVelocity * settings.momentum + byWeight
      biasVelocity = biasVelocity * settings.momentum + byBias
      weight = weight - weightVelocity * settings.rate
      bias = bias - biasVelocity * settings.rate
    }
  }

  /// The share of images that are named wrongly after a training by hand.
  private func errorByHand(
    _ settings: DigitsSettings, _ training: LabeledData, _ validation: LabeledData,
    sampleCount: Int, seed: UInt64
  ) -> Double {
    var generator = SplitMix64(seed: seed)
    var hidden = Layer(64, settings.width, gain: settings.gain, using: &generator)
    var last = Layer(settings.width, 10, gain: settings.gain, using: &generator)
    func activity(_ x: Tensor, _ layer: Layer) -> Tensor {
      maximum(affine(x, weight: layer.weight, bias: layer.bias), .zeros([1]))
    }
    for _ in 0..<(sampleCount / settings.batch) {
      let rows = (0..<settings.batch).map { _ in generator.uniform(below: training.count) }
      let samples = training.selecting(rows)
      let h = activity(samples.features, hidden)
      let shares = affine(h, weight: last.weight, bias: last.bias).softmax()
      let truth = Tensor(samples.labels.map { label in (0..<10).map { $0 == label ? 1 : 0 } })
      let byLogits = (shares - truth) / Scalar(settings.batch)
      let byHidden = matmul(byLogits, last.weight) * (h .> 0)
      last.step(byLogits, input: h, settings)
      hidden.step(byHidden, input: samples.features, settings)
    }
    let logits = affine(
      activity(validation.features, hidden), weight: last.weight, bias: last.bias)
    let wrong = zip(logits.argmax(), validation.labels).count { $0 != $1 }
    return Double(wrong) / Double(validation.count)
  }

  // One image of 360 may lie on the border of two classes, where sums in another order decide.
  @Test(arguments: [
    ([1, 1, 1, 1, 1, 1], 640, 0), ([1, 1, 1, 1, 1, 1], 1_920, 1), ([1, 0, 0, 2, 0, 1], 640, 2),
    ([0, 2, 1, 2, 2, 0], 960, 3), ([1, 0, 2, 0, 1, 1], 2_560, 4),
  ])
  func `a training by hand ends with the same error`(
    levels: [Int], sampleCount: Int, seed: UInt64
  ) throws {
    let (training, validation) = try LabeledData.digits().splitByOrder(testCount: 360)
    let settings = DigitsSettings(levels: levels)
    let found = try settings.heldOutError(
      training: training, validation: validation, sampleCount: sampleCount, seed: seed)
    let expected = errorByHand(
      settings, training, validation, sampleCount: sampleCount, seed: seed)
    #expect(abs(found - expected) < 1.5 / 360)
    // Something was learned, so that there is something to compare.
    #expect(expected < 0.8)
  }

  @Test func `as many samples as a batch has make one step`() throws {
    let (training, validation) = try LabeledData.digits().splitByOrder(testCount: 360)
    let settings = DigitsSettings(levels: [1, 1, 1, 1, 1, 1])
    let found = try settings.heldOutError(
      training: training, validation: validation, sampleCount: settings.batch, seed: 5)
    let (one, two) = (
      errorByHand(settings, training, validation, sampleCount: settings.batch, seed: 5),
      errorByHand(settings, training, validation, sampleCount: 2 * settings.batch, seed: 5)
    )
    #expect(abs(found - one) < 1.5 / 360)
    #expect(abs(two - one) > 10.0 / 360)
  }
}
