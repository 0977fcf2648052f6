import Activations
import Autograd
import Datasets
import TensorCore
import TestSupport
import Testing

/// Sentences of the page that a reader tried to refute, and how far they reach.
@Suite struct Lesson03Page {
  @Test func `affine layers in a row have no bend`() {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let stack = Sequential(
        Linear(inputCount: 1, outputCount: 5, using: &generator),
        Linear(inputCount: 5, outputCount: 1, using: &generator))
      let answers = stack(Variable(Tensor([[-1], [0], [1]]))).value.scalars
      // Biases lift all three answers, and leave no bend.
      #expect(abs(answers[1]) > 1e-3)
      #expect(abs(answers[0] + answers[2] - 2 * answers[1]) < 16 * .ulpOfOne)
    }
  }

  // The mean slope says less than what is left of a gradient's size, the root of the mean square.
  @Test func `behind a saturated tanh a third of a gradient is left`() {
    let meanSquare = Activation.normalMean(spread: 5) { x in
      Activation.tanh.slope(at: x) * Activation.tanh.slope(at: x)
    }
    #expect(abs(meanSquare.squareRoot() - 0.3251) < 1e-3)
    #expect(abs(Activation.tanh.meanSlope(spread: 5) - 0.157) < 1e-3)
  }

  /// A ReLU that is to return its inputs, from 0.5 to 1, and is off for all of them.
  private func parameters(
    of unit: Linear, decay: Scalar, stepCount: Int
  ) throws -> (parameters: [Scalar], error: Scalar) {
    let x = Tensor.linearlySpaced(from: 0.5, through: 1, count: 11).reshaped(to: [11, 1])
    let optimizer = GradientDescent(unit.trainedVariables, learningRate: 0.1)
    func error() -> Variable { meanSquaredError(Activation.relu(unit(Variable(x))), targets: x) }
    for _ in 0..<stepCount {
      // For gradient descent, decay is the gradient of half the square.
      try trainingStep(optimizer) { error() + (unit.weight * unit.weight).sum() * (decay / 2) }
    }
    return (unit.trainedVariables.flatMap(\.value.scalars), error().scalar)
  }

  @Test func `weight decay can free a dead unit, gradients cannot`() throws {
    func dead() -> Linear { Linear(weight: Tensor([[-3]]), bias: Tensor([1])) }
    #expect(try parameters(of: dead(), decay: 0, stepCount: 100).parameters == [-3, 1])
    #expect(try parameters(of: dead(), decay: 0.01, stepCount: 2000).error < 1e-3)
  }

  @Test func `a slope of 0.01 revives a unit in thousands of steps`() {
    // The unit of F3.1 by its two parameters, from bias −10.
    let (x, activation) = ((0...10).map { Scalar($0) / 10 }, Activation.leakyReLU)
    var (weight, bias): (Scalar, Scalar) = (1, -10)
    var errors: [Scalar] = []
    for _ in 0...10_000 {
      let sums = x.map { x in weight * x + bias }
      let misses = zip(sums, x).map { sum, x in activation.value(at: sum) - x }
      errors.append(misses.reduce(0) { $0 + $1 * $1 } / 11)
      let pulls = zip(misses, sums).map { miss, sum in miss * activation.slope(at: sum) }
      bias -= 0.2 / 11 * pulls.reduce(0, +)
      weight -= 0.2 / 11 * zip(pulls, x).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(abs(errors[0] - 0.452) < 1e-3 && abs(errors[1000] - 0.432) < 1e-3)
    #expect(errors[10_000] < (isDoublePrecision ? 1e-9 : 1e-6))
  }

  @Test func `sigmoids leave chance in ten thousand plain steps`() throws {
    let (x, targets, model) = SigmoidsOnRings.start(seed: 14)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    for _ in 0..<10_000 {
      try trainingStep(optimizer) { sigmoidCrossEntropy(model(Variable(x)), targets: targets) }
    }
    #expect(((model(Variable(x)).value .> 0) .== targets).mean() == 1)
  }

  @Test func `decay leaves m/(m + λ) of a learned slope`() throws {
    for deviation in [0.1, 0.3, 1] as [Scalar] {
      var generator = SplitMix64(seed: 26)
      let x = Tensor.normal([256], standardDeviation: deviation, using: &generator)
      let below = x.map { x in x < 0 ? x : 0 }
      // Half of the loss's curvature; the factor 2 of the square goes with it.
      let meanSquare = 2 * (below * below).mean()
      let (y, layer) = (Activation.leakyReLU(negativeSlope: 0.25)(x), PReLU())
      let optimizer = GradientDescent(layer.trainedVariables, learningRate: 0.5)
      for _ in 0..<600 {
        try trainingStep(optimizer) {
          meanSquaredError(layer(Variable(x)), targets: y) + (layer.slope * layer.slope).sum()
            * 0.025
        }
      }
      let expected = 0.25 * meanSquare / (meanSquare + 0.05)
      #expect(abs(layer.slope.value[0] - expected) < 1e-4)
      #expect(deviation < 1 || layer.slope.value[0] > 0.23)
    }
  }

  // The better of two rates for each, chosen by two other seeds.
  @Test func `on digits three rectifiers differ less than seeds`() throws {
    let digits = try LabeledData.digits()
    let accuracies = try [Activation.relu, .gelu, .silu].map { activation -> [Double] in
      let trial = ActivationTrial(activation, depth: 2, width: 24, stepCount: 70)
      func means(_ rate: Scalar) throws -> Double {
        try trial.accuracy(on: digits, learningRate: rate, seed: 100)
          + trial.accuracy(on: digits, learningRate: rate, seed: 101)
      }
      let rate: Scalar = try means(3e-3) > means(1e-2) ? 3e-3 : 1e-2
      return try (0..<10 as Range<UInt64>).map {
        try trial.accuracy(on: digits, learningRate: rate, seed: $0)
      }
    }
    let means = accuracies.map { $0.reduce(0, +) / 10 }
    let ranges = accuracies.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    #expect(
      (means.max() ?? 1) - (means.min() ?? 0) < 0.7 * (ranges.min() ?? 0), "\(means) \(ranges)")
  }
}
