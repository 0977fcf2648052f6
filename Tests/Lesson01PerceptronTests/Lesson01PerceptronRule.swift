import Perceptron
import TensorCore
import Testing

/// The rules of Rosenblatt and Novikoff, and the pocket.
@Suite struct Lesson01PerceptronRule {
  // MARK: - Rosenblatt's rule

  @Test func `only a wrong answer moves the weights, by the sample`() {
    var perceptron = RosenblattPerceptron(inputCount: 2, learningRate: 0.5)
    // At zero the unit answers 1, because its sum is 0.
    let first = perceptron.learn(from: Tensor([3, -2]), label: 1)
    #expect(!first)
    #expect(perceptron.neuron.weights == Tensor([0, 0]))
    let second = perceptron.learn(from: Tensor([3, -2]), label: 0)
    #expect(second)
    #expect(perceptron.neuron.weights == Tensor([-1.5, 1]))
    #expect(perceptron.neuron.bias == -0.5)
    let third = perceptron.learn(from: Tensor([1, 1]), label: 1)
    #expect(third)
    #expect(perceptron.neuron.weights == Tensor([-1, 1.5]))
    #expect(perceptron.neuron.bias == 0)
  }

  @Test func `the documented example: AND in 11 mistakes and 6 epochs`() {
    var perceptron = RosenblattPerceptron(inputCount: 2)
    let mistakes = perceptron.train(on: Gates.inputs, labels: [0, 0, 0, 1], epochLimit: 100)
    #expect(mistakes.total == 11)
    #expect(mistakes.cleanEpoch == 6)
    #expect(perceptron.neuron.weights == Tensor([2, 1]))
    #expect(perceptron.neuron.bias == -3)
  }

  @Test(arguments: [0.25, 1, 8] as [Scalar])
  func `from zero the learning rate only scales the weights`(rate: Scalar) {
    var perceptron = RosenblattPerceptron(inputCount: 2, learningRate: rate)
    let mistakes = perceptron.train(on: Gates.inputs, labels: [0, 0, 0, 1], epochLimit: 100)
    #expect(mistakes.perEpoch == [2, 3, 3, 2, 1, 0])
    #expect(perceptron.neuron.weights == Tensor([2, 1]) * rate)
  }

  @Test func `XOR: 3998 mistakes in 1000 epochs, never a clean pass`() {
    var perceptron = RosenblattPerceptron(inputCount: 2)
    let mistakes = perceptron.train(on: Gates.inputs, labels: [0, 1, 1, 0], epochLimit: 1000)
    #expect(mistakes.total == 3998)
    #expect(mistakes.cleanEpoch == nil)
    #expect(mistakes.perEpoch.count == 1000)
  }

  @Test func `no line of a dense grid gets over three XOR points right`() {
    var best = 0
    for first in -20...20 {
      for second in -20...20 {
        for bias in -20...20 {
          let (w1, w2, b) = (Double(first) / 10, Double(second) / 10, Double(bias) / 10)
          let answers = [b >= 0, w2 + b >= 0, w1 + b >= 0, w1 + w2 + b >= 0]
          best = max(best, zip(answers, [false, true, true, false]).count { $0 == $1 })
        }
      }
    }
    #expect(best == 3)
  }

  // MARK: - Novikoff's bound

  static let normal = Tensor([1, -2, 0.5])

  func points(seed: UInt64) -> SeparablePoints {
    var generator = SplitMix64(seed: seed)
    return SeparablePoints(count: 100, normal: Self.normal, margin: 0.1, using: &generator)
  }

  @Test(arguments: [
    (0, 9, 188.0888), (1, 11, 207.9291), (2, 7, 177.7740), (3, 6, 208.2898), (4, 7, 158.3540),
  ])
  func `mistakes on separable points stay far below the bound`(
    seed: Int, mistakeCount: Int, limit: Double
  ) {
    let points = points(seed: UInt64(seed))
    let bound = ConvergenceBound(
      inputs: points.inputs, labels: points.labels, separatedBy: Self.normal)
    var perceptron = SignedPerceptron(inputCount: 3)
    let mistakes = perceptron.train(on: points.inputs, labels: points.labels, epochLimit: 100)
    #expect(mistakes.total == mistakeCount)
    #expect(Scalar(mistakes.total) <= bound.mistakeLimit)
    // Half a unit of the fourth decimal; single precision keeps seven digits of the squared ratio.
    #expect(abs(Double(bound.mistakeLimit) - limit) < (isDouble ? 0.5e-4 : 1e-2))
    #expect(mistakes.cleanEpoch != nil)
    // Clean means clean: every point lies strictly on its own side.
    #expect(0 < (matvec(points.inputs, perceptron.weights) * Tensor(points.labels)).min())
  }

  @Test func `the points keep their distance and lie on both sides`() {
    let points = points(seed: 0)
    #expect(points.inputs.shape == [100, 3])
    let bound = ConvergenceBound(
      inputs: points.inputs, labels: points.labels, separatedBy: Self.normal)
    #expect(0.1 - rounding <= bound.margin)
    #expect(bound.radius <= Scalar.squareRoot(3))
    #expect(points.inputs.maximumMagnitude() <= 1)
    #expect(Set(points.labels) == [-1, 1])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the bound holds in every order`(seed: UInt64) {
    let points = points(seed: 1)
    var generator = SplitMix64(seed: seed)
    let order = generator.permutation(of: 100)
    var perceptron = SignedPerceptron(inputCount: 3)
    let mistakes = perceptron.train(
      on: points.inputs.gathering(rows: order), labels: order.map { points.labels[$0] },
      epochLimit: 100)
    #expect(mistakes.total <= 207)
    #expect(mistakes.cleanEpoch != nil)
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `ten copies of the points make not one mistake more`(seed: UInt64) {
    let points = points(seed: seed)
    var (once, tenTimes) = (SignedPerceptron(inputCount: 3), SignedPerceptron(inputCount: 3))
    let few = once.train(on: points.inputs, labels: points.labels, epochLimit: 100)
    let many = tenTimes.train(
      on: .concatenation(Array(repeating: points.inputs, count: 10)),
      labels: Array(repeating: points.labels, count: 10).flatMap(\.self), epochLimit: 100)
    #expect(many.total == few.total)
    #expect(once.weights == tenTimes.weights)
  }

  @Test func `margin and radius of two points by hand`() {
    let bound = ConvergenceBound(
      inputs: Tensor([[3, 4], [-1, 0]]), labels: [1, -1], separatedBy: Tensor([2, 0]))
    #expect(bound.margin == 1)
    #expect(bound.radius == 5)
    #expect(bound.mistakeLimit == 25)
  }

  @Test func `there is no bound without a margin`() {
    let bound = ConvergenceBound(
      inputs: Tensor([[1, 0], [1, 0]]), labels: [1, -1], separatedBy: Tensor([1, 0]))
    #expect(bound.margin == -1)
    #expect(bound.mistakeLimit == .infinity)
  }

  @Test func `a constant one makes the last weight a bias`() {
    let inputs = Tensor.concatenation([Gates.inputs, .ones([4, 1])], axis: 1)
    var perceptron = SignedPerceptron(inputCount: 3)
    let mistakes = perceptron.train(on: inputs, labels: [-1, -1, -1, 1], epochLimit: 100)
    #expect(mistakes.cleanEpoch != nil)
    #expect((matvec(inputs, perceptron.weights) .> 0) == Tensor([0, 0, 0, 1]))
  }

  @Test func `the signed rule descends the perceptron loss with step 1`() {
    let points = points(seed: 3)
    var perceptron = SignedPerceptron(inputCount: 3)
    var weights = Tensor.zeros([3])
    for (row, label) in points.labels.enumerated() {
      let x = points.inputs.row(row)
      _ = perceptron.learn(from: x, label: label)
      weights -= PerceptronLoss().slope(at: dot(weights, x), target: label) * x
    }
    #expect(perceptron.weights == weights)
  }

  // MARK: - The pocket

  @Test func `on XOR the pocket keeps a line that gets three points right`() {
    var generator = SplitMix64(seed: 0)
    let pocket = PocketPerceptron(
      learning: Gates.inputs, labels: [0, 1, 1, 0], epochCount: 20, using: &generator)
    #expect(pocket.errorCount == 1)
    let answers = pocket.best.outputs(for: Gates.inputs)
    #expect((answers .== Tensor([0, 1, 1, 0])).sum() == 3)
    // In a fixed order the rule itself ends with weights that get two points right at best.
    var perceptron = RosenblattPerceptron(inputCount: 2)
    _ = perceptron.train(on: Gates.inputs, labels: [0, 1, 1, 0], epochLimit: 20)
    let last = perceptron.neuron.outputs(for: Gates.inputs)
    #expect((last .== Tensor([0, 1, 1, 0])).sum() <= 2)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `the pocket never gets worse on noisy labels`(seed: UInt64) {
    let points = points(seed: seed)
    var generator = SplitMix64(seed: 100 + seed)
    let labels = points.labels.map { label -> Scalar in
      let clean: Scalar = label > 0 ? 1 : 0
      return generator.uniform() < 0.1 ? 1 - clean : clean
    }
    let pocket = PocketPerceptron(
      learning: points.inputs, labels: labels, epochCount: 20, using: &generator)
    #expect(pocket.errorsPerEpoch == pocket.errorsPerEpoch.sorted(by: >))
    #expect(pocket.errorsPerEpoch.last == pocket.errorCount)
    // The count is that of the unit in the pocket, and the true plane would miss about ten.
    let answers = pocket.best.outputs(for: points.inputs)
    #expect(100 - Int((answers .== Tensor(labels)).sum()) == pocket.errorCount)
    #expect(pocket.errorCount <= 20)
  }

  @Test func `the pocket stops once nothing is wrong`() {
    var generator = SplitMix64(seed: 0)
    let pocket = PocketPerceptron(
      learning: Gates.inputs, labels: [0, 0, 0, 1], epochCount: 100, using: &generator)
    #expect(pocket.errorCount == 0)
    #expect(pocket.errorsPerEpoch.last == 0)
    #expect(pocket.errorsPerEpoch.count < 100)
  }
}
