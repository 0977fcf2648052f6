import Perceptron
import TensorCore
import Testing

/// Values and properties of the losses and of the heads that go with them.
@Suite struct Lesson01Losses {
  // MARK: - Values

  @Test func `softmax and cross-entropy of the lesson's logits`() {
    let logits = Tensor([[2, 1, 0.1], [0, 0, 0]])
    let loss = SoftmaxCrossEntropy()
    let probabilities = Tensor([0.6590011389, 0.2424329707, 0.0985658904])
    // Ten decimals are given.
    #expect(logits.row(0).softmax().distance(to: probabilities) < (isDouble ? 1e-10 : 1e-6))
    let values = loss.values(of: logits, classes: [0, 2])
    #expect(values.distance(to: Tensor([0.41703001627783354, 1.0986122886681098])) < rounding)
    #expect(abs(loss.mean(of: logits, classes: [0, 2]) - 0.7578211524729717) < rounding)
  }

  @Test func `binary cross-entropy of the lesson's logits`() {
    let loss = BinaryCrossEntropy()
    #expect(abs(loss.value(of: 30, target: 0) - 30.000000000000092) <= 30 * Scalar.ulpOfOne)
    #expect(abs(loss.value(of: 0.5, target: 1) - 0.4740769841801067) < rounding)
    #if !SinglePrecision
      // The digits beyond 30 are the point: log(1 + e⁻³⁰) is not lost.
      #expect(loss.value(of: 30, target: 0) == 30.000000000000092)
    #endif
  }

  @Test func `Huber's loss is squared near 0 and straight beyond`() {
    let loss = HuberLoss()
    #expect(loss.value(of: 0.5, target: 0) == 0.125)
    #expect(loss.value(of: 3, target: 0) == 2.5)
    #expect(loss.value(of: -3, target: 0) == 2.5)
    #expect(loss.slope(at: 0.5, target: 0) == 0.5)
    #expect(loss.slope(at: -3, target: 0) == -1)
  }

  @Test(arguments: [0.5, 1, 2] as [Scalar])
  func `the smoothed absolute error is Huber's over its threshold`(threshold: Scalar) {
    let (huber, smooth) = (HuberLoss(delta: threshold), SmoothAbsoluteError(beta: threshold))
    for error in stride(from: -4, through: 4, by: 0.125) as StrideThrough<Scalar> {
      let expected = huber.value(of: error, target: 0) / threshold
      #expect(abs(smooth.value(of: error, target: 0) - expected) < rounding)
    }
  }

  @Test func `losses by hand`() {
    #expect(SquaredError().value(of: 3, target: 1) == 4)
    #expect(AbsoluteError().value(of: -1, target: 1) == 2)
    #expect(AbsoluteError().slope(at: 1, target: 1) == 0)
    #expect(PoissonLoss().value(of: 0, target: 3) == 1)
    #expect(PerceptronLoss().value(of: -2, target: 1) == 2)
    #expect(PerceptronLoss().value(of: 2, target: 1) == 0)
    #expect(HingeLoss().value(of: 0.5, target: 1) == 0.5)
    #expect(HingeLoss().value(of: -0.5, target: 1) == 1.5)
    #expect(HingeLoss().value(of: 1, target: 1) == 0)
    #expect(abs(LogisticLoss().value(of: 0, target: -1) - Scalar.log(2)) < rounding)
  }

  @Test func `at a kink each loss has the slope that its page states`() {
    #expect(PerceptronLoss().slope(at: 0, target: 1) == -1)
    #expect(HingeLoss().slope(at: -1, target: -1) == 0)
    #expect(HingeLoss().slope(at: 0.5, target: -1) == 1)
    #expect(SmoothAbsoluteError(beta: 0).slope(at: 0, target: 0) == 0)
    #expect(Nonlinearity.relu.slope(fromOutput: Tensor([0, 2])) == Tensor([0, 1]))
    #expect(Nonlinearity.step.slope(fromOutput: Tensor([0, 1])) == Tensor([0, 0]))
  }

  @Test func `a mean and its gradient share the work among all numbers`() {
    let (predictions, targets) = (Tensor([[1, 2], [3, 4]]), Tensor([[1, 0], [0, 0]]))
    #expect(
      SquaredError().values(of: predictions, targets: targets) == Tensor([[0, 4], [9, 16]]))
    #expect(SquaredError().mean(of: predictions, targets: targets) == 7.25)
    #expect(
      SquaredError().gradient(at: predictions, targets: targets) == Tensor([[0, 1], [1.5, 2]]))
  }

  // MARK: - Properties

  @Test(arguments: [-1, 1] as [Scalar])
  func `hinge and logistic loss bound the mistakes from above`(label: Scalar) {
    for z in stride(from: -3, through: 3, by: 0.25) as StrideThrough<Scalar> {
      let mistake: Scalar = label * z <= 0 ? 1 : 0
      #expect(mistake <= HingeLoss().value(of: z, target: label))
      #expect(mistake <= LogisticLoss().value(of: z, target: label) / .log(2) + rounding)
      // The hinge is the perceptron's loss with a margin of 1.
      let shifted = PerceptronLoss().value(of: z - label, target: label)
      #expect(HingeLoss().value(of: z, target: label) == shifted)
    }
  }

  @Test func `the logistic loss is binary cross-entropy under other labels`() {
    for z in stride(from: -3, through: 3, by: 0.25) as StrideThrough<Scalar> {
      for y in [0, 1] as [Scalar] {
        let signed = LogisticLoss().value(of: z, target: 2 * y - 1)
        #expect(abs(BinaryCrossEntropy().value(of: z, target: y) - signed) < rounding)
      }
    }
  }

  @Test func `binary cross-entropy agrees with its formula for the curious`() {
    for z in stride(from: -5, through: 5, by: 0.5) as StrideThrough<Scalar> {
      for y in [0, 0.3, 1] as [Scalar] {
        let stable = max(z, 0) - z * y + .log(1 + .exp(-abs(z)))
        #expect(abs(BinaryCrossEntropy().value(of: z, target: y) - stable) < rounding)
      }
    }
  }

  @Test func `a positive weight multiplies the positive term alone`() {
    let (plain, weighted) = (BinaryCrossEntropy(), BinaryCrossEntropy(positiveWeight: 3))
    #expect(
      abs(weighted.value(of: 0.7, target: 1) - 3 * plain.value(of: 0.7, target: 1)) < rounding)
    #expect(weighted.value(of: 0.7, target: 0) == plain.value(of: 0.7, target: 0))
  }

  @Test func `the cross-entropy's gradient sums to zero over classes`() {
    let gradient = SoftmaxCrossEntropy(classWeights: Tensor([1, 2, 5])).gradient(
      at: .random([4, 3], seed: 1), classes: [2, 0, 1, 1])
    #expect(gradient.sum(axis: 1).maximumMagnitude() < rounding)
  }

  @Test func `class weights divide by the weights that took part`() {
    let logits = Tensor.random([3, 2], seed: 2)
    let losses = SoftmaxCrossEntropy().values(of: logits, classes: [0, 1, 1])
    let weighted = SoftmaxCrossEntropy(classWeights: Tensor([1, 9]))
    let expected = (losses[0] + 9 * losses[1] + 9 * losses[2]) / 19
    #expect(abs(weighted.mean(of: logits, classes: [0, 1, 1]) - expected) < rounding)
    // Weights that are all equal change nothing.
    let sevens = SoftmaxCrossEntropy(classWeights: Tensor([7, 7]))
    #expect(
      abs(sevens.mean(of: logits, classes: [0, 1, 1]) - losses.mean()) < rounding)
  }

  @Test func `an ignored sample is as if it were not there`() {
    let logits = Tensor.random([3, 4], seed: 3)
    let loss = SoftmaxCrossEntropy()
    let ignored = SoftmaxCrossEntropy.ignoredClass
    #expect(ignored == -100)
    let mean = loss.mean(of: logits, classes: [2, ignored, 1])
    let without = loss.mean(of: logits.gathering(rows: [0, 2]), classes: [2, 1])
    #expect(abs(mean - without) < rounding)
    #expect(loss.gradient(at: logits, classes: [2, ignored, 1]).row(1) == .zeros([4]))
    #expect(loss.mean(of: logits, classes: [ignored, ignored, ignored]).isNaN)
  }

  @Test func `an ignored sample may hold NaN`() {
    let loss = SoftmaxCrossEntropy()
    let ignored = SoftmaxCrossEntropy.ignoredClass
    let logits = Tensor([[1, 2], [.nan, 3], [.infinity, 0]])
    let classes = [1, ignored, ignored]
    let first = Tensor([[1, 2]])
    #expect(loss.mean(of: logits, classes: classes) == loss.mean(of: first, classes: [1]))
    let gradient = loss.gradient(at: logits, classes: classes)
    #expect(gradient.row(0) == loss.gradient(at: first, classes: [1]).row(0))
    #expect(gradient.row(1) == .zeros([2]) && gradient.row(2) == .zeros([2]))
    // Of nothing but ignored samples both are 0/0; PyTorch's gradient is 0.
    let nothing = [ignored, ignored, ignored]
    #expect(loss.mean(of: logits, classes: nothing).isNaN)
    #expect(loss.gradient(at: logits, classes: nothing).scalars.allSatisfy { $0.isNaN })
  }

  @Test func `an infinite logit costs infinity against the target`() {
    for weight in [1, 2] as [Scalar] {
      let loss = BinaryCrossEntropy(positiveWeight: weight)
      #expect(loss.value(of: .infinity, target: 0) == .infinity)
      #expect(loss.value(of: .infinity, target: 1) == 0)
      #expect(loss.value(of: -.infinity, target: 0) == 0)
      #expect(loss.value(of: -.infinity, target: 1) == .infinity)
      #expect(loss.value(of: .infinity, target: 0.5) == .infinity)
      #expect(loss.value(of: -.infinity, target: 0.5) == .infinity)
      #expect(loss.value(of: .nan, target: 0).isNaN && loss.value(of: .nan, target: 1).isNaN)
      // PyTorch's slopes.
      #expect(loss.slope(at: .infinity, target: 0) == 1)
      #expect(loss.slope(at: .infinity, target: 1) == 0)
      #expect(loss.slope(at: -.infinity, target: 0) == 0)
      #expect(loss.slope(at: -.infinity, target: 1) == -weight)
      #expect(loss.value(of: 800, target: 1) == 0)
      #expect(loss.value(of: 800, target: 0) == 800)
    }
  }

  @Test func `the sum over labels is the mean times their number`() {
    let loss = MultiLabelCrossEntropy(positiveWeights: [1, 2, 0.5, 4])
    let logits = Tensor.random([3, 4], seed: 4)
    let targets = Tensor.random([3, 4], seed: 5) .> 0
    let mean = loss.mean(of: logits, targets: targets)
    #expect(abs(loss.meanOfSums(of: logits, targets: targets) - 4 * mean) < 4 * rounding)
  }

  @Test func `one outlier pulls the squared error far more than Huber's`() {
    let predictions = Tensor.zeros([5])
    let (clean, spoiled) = (Tensor([1, -1, 0.5, -0.5, 0]), Tensor([1, -1, 0.5, -0.5, 100]))
    let squared = SquaredError().gradient(at: predictions, targets: spoiled)
    let huber = HuberLoss().gradient(at: predictions, targets: spoiled)
    #expect(squared.maximumMagnitude() == 40)
    #expect(abs(huber.maximumMagnitude() - 0.2) < rounding)
    #expect(
      HuberLoss().mean(of: predictions, targets: spoiled)
        < SquaredError().mean(of: predictions, targets: spoiled) / 50)
    #expect(
      HuberLoss().mean(of: predictions, targets: clean)
        == SquaredError().mean(of: predictions, targets: clean) / 2)
  }

  // MARK: - Extremes

  @Test func `confident logits give finite losses`() {
    let loss = SoftmaxCrossEntropy()
    #expect(loss.mean(of: Tensor([[1000, 0]]), classes: [0]) == 0)
    #expect(loss.mean(of: Tensor([[-1000, 0]]), classes: [0]) == 1000)
    #expect(PerceptronLesson.naiveCrossEntropy(of: Tensor([[1000, 0]]), classes: [0]).isNaN)
    #expect(
      PerceptronLesson.naiveCrossEntropy(of: Tensor([[-1000, 0]]), classes: [0]) == .infinity)
    #expect(BinaryCrossEntropy().value(of: -1000, target: 1) == 1000)
    #expect(BinaryCrossEntropy().value(of: 1000, target: 1) == 0)
    #expect(BinaryCrossEntropy().slope(at: -1000, target: 1) == -1)
    #expect(LogisticLoss().value(of: -1000, target: 1) == 1000)
  }

  @Test func `the naive cross-entropy is right where nothing overflows`() {
    let logits = Tensor.random([5, 4], seed: 6)
    let classes = [0, 1, 2, 3, 0]
    let naive = PerceptronLesson.naiveCrossEntropy(of: logits, classes: classes)
    #expect(abs(naive - SoftmaxCrossEntropy().mean(of: logits, classes: classes)) < rounding)
  }

  @Test func `a zero-weight class with an impossible logit costs nothing`() {
    let loss = SoftmaxCrossEntropy(classWeights: Tensor([1, 0]))
    #expect(loss.mean(of: Tensor([[0, 0], [0, -.infinity]]), classes: [0, 1]) == .log(2))
  }

  @Test(arguments: zip([2, 3, 10, 100, 1000], [0.3133, 0.5514, 1.4612, 3.6222, 5.9095]))
  func `a second softmax has a floor`(classCount: Int, floor: Double) {
    // Perfect probabilities, fed to the loss as if they were logits.
    let perfect = Tensor.oneHot([0], classCount: classCount)
    let loss = SoftmaxCrossEntropy().mean(of: perfect, classes: [0])
    #expect(abs(Double(loss) - floor) < 0.5e-4)
    let formula = Scalar.log(1 + Scalar(classCount - 1) / .exp(1))
    #expect(abs(loss - formula) < 10 * rounding)
  }

  @Test func `a badly wrong sigmoid gives squared error almost no slope`() {
    let z: Scalar = -10
    let crossEntropy = abs(BinaryCrossEntropy().slope(at: z, target: 1))
    let s = Scalar.sigmoid(z)
    let squared = abs(SquaredError().slope(at: s, target: 1) * s * (1 - s))
    #expect(abs(crossEntropy - 0.99995) < 1e-5)
    #expect(abs(squared - 9.1e-5) < 0.1e-5)
    #expect(10_000 < crossEntropy / squared)
  }

  @Test func `a broadcast loss is least for the mean of the targets`() {
    let targets = Tensor([0, 1, 2, 3])
    func broadcast(_ predictions: Tensor) -> Scalar {
      PerceptronLesson.broadcastingError(of: predictions.reshaped(to: [4, 1]), targets: targets)
    }
    #expect(broadcast(targets) == 2.5)
    #expect(broadcast(Tensor([1.5, 1.5, 1.5, 1.5])) == 1.25)
    #expect(SquaredError().mean(of: targets, targets: targets) == 0)
  }

  // MARK: - Heads

  @Test func `each head answers in the range of its target`() {
    let outputs = 2 * Tensor.random([50, 4], seed: 7)
    for kind in TargetKind.allCases {
      let predictions = kind.predictions(fromOutputs: outputs)
      #expect(predictions.shape == outputs.shape)
      switch kind {
      case .realNumber: #expect(predictions == outputs)
      case .positiveNumber, .count: #expect(0 < predictions.min())
      case .binary, .severalOfMany, .oneOfMany:
        #expect(0 < predictions.min())
        #expect(predictions.max() < 1)
      }
    }
    let zeros = Tensor.zeros([1, 2])
    #expect(TargetKind.count.predictions(fromOutputs: zeros) == .ones([1, 2]))
    #expect(TargetKind.binary.predictions(fromOutputs: zeros) == Tensor([[0.5, 0.5]]))
    let positive = TargetKind.positiveNumber.predictions(fromOutputs: zeros)
    #expect(positive.distance(to: Tensor(repeating: .log(2), shape: [1, 2])) < rounding)
    let rows = TargetKind.oneOfMany.predictions(fromOutputs: outputs).sum(axis: 1)
    #expect(rows.distance(to: .ones([50])) < rounding)
    let sums = TargetKind.severalOfMany.predictions(fromOutputs: outputs).sum(axis: 1)
    #expect(0.1 < sums.distance(to: .ones([50])))
  }

  @Test func `the design table is complete, with one loss a head`() {
    #expect(TargetKind.allCases.allSatisfy { !$0.head.isEmpty && !$0.loss.isEmpty })
    #expect(Set(TargetKind.allCases.map(\.head)).count == TargetKind.allCases.count)
    #expect(Set(TargetKind.allCases.map(\.loss)).count == TargetKind.allCases.count)
  }

  @Test func `the first loss is the logarithm of the class count`() throws {
    let zeros = AffineMap(weight: .zeros([10, 4]), bias: .zeros([10]))
    let logits = zeros(.random([6, 4], seed: 8))
    let start = SoftmaxCrossEntropy().mean(of: logits, classes: [0, 3, 9, 1, 1, 2])
    let expected = try #require(TargetKind.oneOfMany.initialLoss(classCount: 10))
    #expect(abs(start - expected) < rounding)
    #expect(abs(expected - 2.302585) < 1e-6)
    let binary = try #require(TargetKind.binary.initialLoss(classCount: 2))
    #expect(abs(BinaryCrossEntropy().value(of: 0, target: 1) - binary) < rounding)
    #expect(abs(binary - 0.693147) < 1e-6)
    #expect(TargetKind.realNumber.initialLoss(classCount: 1) == nil)
  }
}
