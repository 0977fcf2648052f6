import Autograd
import Course
import TensorCore

/// Trainings that several failure modes of this lesson share.
enum CurveFits {
  /// Points on −1…1 and a wave at them, each of shape `[64, 1]`.
  static func waveData(frequency: Int) -> (points: Tensor, targets: Tensor) {
    let points = Tensor.linearlySpaced(from: -1, through: 1, count: 64)
    return (
      points.reshaped(to: [64, 1]),
      points.map { .sine(Scalar(frequency) * .pi * $0) }.reshaped(to: [64, 1])
    )
  }

  /// Fits a wave with 64 ReLUs, from x alone or from sines and cosines of it.
  ///
  /// - Parameters:
  ///   - frequency: The number of periods over the range.
  ///   - features: The number of frequencies that the input is given in; 0 for x itself.
  ///   - seed: What the weights are drawn from.
  /// - Returns: The mean squared error at the end, and what happened.
  /// - Throws: `TrainingError` if a step is not finite.
  static func wave(
    frequency: Int, features: Int, seed: UInt64
  ) throws -> (error: Double, record: TrainingRecord) {
    var generator = SplitMix64(seed: seed)
    let (points, targets) = waveData(frequency: frequency)
    let columns = (0..<features).flatMap { index -> [Tensor] in
      let turn = Scalar(index + 1) * .pi
      return [points.map { .sine(turn * $0) }, points.map { .cosine(turn * $0) }]
    }
    let input = Variable(features == 0 ? points : .concatenation(columns, axis: 1))
    let model = Sequential.multilayerPerceptron(
      [features == 0 ? 1 : 2 * features, 64, 1], using: &generator)
    let record = try fit(model, adam(model, 5e-3), stepCount: 200) { _ in
      meanSquaredError(model(input), targets: targets)
    }.finished()
    let last = withoutGradient { meanSquaredError(model(input), targets: targets).scalar }
    return (Double(last), record)
  }

  /// Trains 128 units on 64 samples, and measures on 256 others.
  static func labels(random: Bool, seed: UInt64) throws -> Measurement {
    var generator = SplitMix64(seed: 80 &+ seed)
    let direction = Tensor.normal([16], using: &generator)
    func draw(_ count: Int) -> (x: Tensor, y: [Int]) {
      let x = Tensor.normal([count, 16], using: &generator)
      let follows = matvec(x, direction).scalars.map { $0 > 0 ? 1 : 0 }
      return (x, random ? (0..<count).map { _ in generator.uniform(below: 2) } : follows)
    }
    let (training, validation) = (draw(64), draw(256))
    let model = Sequential.multilayerPerceptron([16, 128, 2], using: &generator)
    let input = Variable(training.x)
    let record = try fit(model, adam(model, 1e-2), stepCount: 60) { _ in
      softmaxCrossEntropy(model(input), classes: training.y)
    }.finished()
    return Measurement(accuracy(model, validation.x, validation.y), record: record)
  }

  /// Trains on the quadrants of XOR through a first layer of so many units.
  static func quadrants(first: Int, second: Int = 64, seed: UInt64) throws -> Measurement {
    var generator = SplitMix64(seed: 100 &+ seed)
    let x = Tensor.uniform([128, 2], in: -1..<1, using: &generator)
    let y = (0..<128).map { (x[$0, 0] > 0) != (x[$0, 1] > 0) ? 1 : 0 }
    let model = Sequential.multilayerPerceptron([2, first, second, 2], using: &generator)
    let input = Variable(x)
    let record = try fit(model, adam(model, 2e-2), stepCount: 120) { _ in
      softmaxCrossEntropy(model(input), classes: y)
    }.finished()
    return Measurement(accuracy(model, x, y), record: record)
  }

  static func adam(_ model: any Layer, _ rate: Scalar) -> AdamW {
    AdamW(model.trainedVariables, AdamWRule(learningRate: rate, weightDecay: 0))
  }

  static func accuracy(_ model: any Layer, _ x: Tensor, _ y: [Int]) -> Double {
    let answers = withoutGradient { model(Variable(x)).value.argmax() }
    return Double(zip(answers, y).count { $0 == $1 }) / Double(y.count)
  }
}
