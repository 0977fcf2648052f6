import Perceptron
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of the lesson stops the program with the function and the values.
@Suite struct Lesson01Refusals {
  static let all: [Misuse] = [
    Misuse("Neuron.init: the weights are not a vector: [1, 2]") {
      _ = Neuron(weights: Tensor([[1, 2]]), bias: 0, nonlinearity: .step)
    },
    Misuse("Neuron.weightedSum: [3] does not fit the weights [2]") {
      _ = Gates.and(Tensor([1, 2, 3]))
    },
    Misuse("RosenblattPerceptron.init: the learning rate is not positive: 0.0") {
      _ = RosenblattPerceptron(inputCount: 2, learningRate: 0)
    },
    Misuse("RosenblattPerceptron.learn: the label is not 0 or 1: -1.0") {
      var perceptron = RosenblattPerceptron(inputCount: 1)
      _ = perceptron.learn(from: Tensor([1]), label: -1)
    },
    Misuse("SignedPerceptron.learn: the label is not −1 or 1: 0.0") {
      var perceptron = SignedPerceptron(inputCount: 1)
      _ = perceptron.learn(from: Tensor([1]), label: 0)
    },
    Misuse("MistakeDrivenLearner.train: 3 labels for inputs [4, 2]") {
      var perceptron = SignedPerceptron(inputCount: 2)
      _ = perceptron.train(on: Gates.inputs, labels: [1, 1, 1], epochLimit: 1)
    },
    Misuse("ConvergenceBound.init: 1 labels for inputs [4, 2]") {
      _ = ConvergenceBound(inputs: Gates.inputs, labels: [1], separatedBy: Tensor([1, 1]))
    },
    Misuse("ConvergenceBound.init: the normal is 0") {
      _ = ConvergenceBound(inputs: Tensor([[1]]), labels: [1], separatedBy: Tensor([0]))
    },
    Misuse("PocketPerceptron.init: 2 labels for inputs [4, 2]") {
      var generator = SplitMix64(seed: 0)
      _ = PocketPerceptron(
        learning: Gates.inputs, labels: [0, 1], epochCount: 1, using: &generator)
    },
    Misuse("ThresholdNetwork.init: not a truth table: [0.0, 1.0, 1.0]") {
      _ = ThresholdNetwork(truthTable: [0, 1, 1])
    },
    Misuse("ThresholdNetwork.init: not a truth table: [0.0, 2.0]") {
      _ = ThresholdNetwork(truthTable: [0, 2])
    },
    Misuse("ParityTree.init: the number of bits is not positive: 0") {
      _ = ParityTree(bitCount: 0)
    },
    Misuse("ParityTree: [4, 2] is not a batch of 3 bits") {
      _ = ParityTree(bitCount: 3)(Gates.inputs)
    },
    Misuse("AffineMap.init: the weight is not a matrix: [2]") {
      _ = AffineMap(weight: Tensor([1, 2]), bias: nil)
    },
    Misuse("AffineMap.init: bias [3] does not fit weight [2, 1]") {
      _ = AffineMap(weight: Tensor([[1], [2]]), bias: Tensor([1, 2, 3]))
    },
    Misuse("AffineMap.init: no inputs: 0") {
      var generator = SplitMix64(seed: 0)
      _ = AffineMap(inputCount: 0, outputCount: 1, using: &generator)
    },
    Misuse("AffineMap.followed: 1 outputs do not fit 2 inputs") {
      let map = AffineMap(weight: Tensor([[1, 2]]), bias: nil)
      _ = map.followed(by: map)
    },
    Misuse("MultilayerPerceptron.init: no layers") {
      _ = MultilayerPerceptron(layers: [], nonlinearity: .relu)
    },
    Misuse("MultilayerPerceptron.init: 1 outputs do not fit 2 inputs") {
      let map = AffineMap(weight: Tensor([[1, 2]]), bias: nil)
      _ = MultilayerPerceptron(layers: [map, map], nonlinearity: .relu)
    },
    Misuse("MultilayerPerceptron.init: not two widths or more: [5]") {
      var generator = SplitMix64(seed: 0)
      _ = MultilayerPerceptron(widths: [5], nonlinearity: .relu, using: &generator)
    },
    Misuse("MultilayerPerceptron: [1, 3] is not a batch of 2 inputs") {
      _ = MultilayerPerceptron.exclusiveOr(Tensor([[1, 2, 3]]))
    },
    Misuse("Ledger.init: not two positive widths or more: [5, 0]") { _ = Ledger(widths: [5, 0]) },
    Misuse("SquaredError.mean: shapes differ: [4, 1] and [4]") {
      _ = SquaredError().mean(of: .zeros([4, 1]), targets: .zeros([4]))
    },
    Misuse("HuberLoss.gradient: shapes differ: [4, 1] and [4]") {
      _ = HuberLoss().gradient(at: .zeros([4, 1]), targets: .zeros([4]))
    },
    Misuse("BinaryCrossEntropy.values: shapes differ: [2] and [3]") {
      _ = BinaryCrossEntropy().values(of: .zeros([2]), targets: .zeros([3]))
    },
    Misuse("HuberLoss.init: delta is not positive: 0.0") { _ = HuberLoss(delta: 0) },
    Misuse("SmoothAbsoluteError.init: beta is negative: -1.0") {
      _ = SmoothAbsoluteError(beta: -1)
    },
    Misuse("BinaryCrossEntropy.init: the positive weight is not positive: 0.0") {
      _ = BinaryCrossEntropy(positiveWeight: 0)
    },
    Misuse(
      "MultiLabelCrossEntropy.values: logits [3, 4] and targets [3, 4] do not fit 2 labels"
    ) {
      let loss = MultiLabelCrossEntropy(positiveWeights: [1, 1])
      _ = loss.mean(of: .zeros([3, 4]), targets: .zeros([3, 4]))
    },
    Misuse("SoftmaxCrossEntropy.init: not a vector of weights: [ 1.0, -1.0]") {
      _ = SoftmaxCrossEntropy(classWeights: Tensor([1, -1]))
    },
    Misuse("SoftmaxCrossEntropy.values: 2 classes for logits [3, 4]") {
      _ = SoftmaxCrossEntropy().values(of: .zeros([3, 4]), classes: [0, 1])
    },
    Misuse("SoftmaxCrossEntropy.gradient: class 4 is outside 0 ..< 4") {
      _ = SoftmaxCrossEntropy().gradient(at: .zeros([1, 4]), classes: [4])
    },
    Misuse("SoftmaxCrossEntropy.values: class -1 is outside 0 ..< 4") {
      _ = SoftmaxCrossEntropy().mean(of: .zeros([1, 4]), classes: [-1])
    },
    Misuse("SoftmaxCrossEntropy.values: weights [2] for [1, 4]") {
      let loss = SoftmaxCrossEntropy(classWeights: Tensor([1, 2]))
      _ = loss.values(of: .zeros([1, 4]), classes: [0])
    },
    Misuse("LinearRegression: targets [3] do not fit inputs [4, 3]") {
      _ = LinearRegression(fitting: Gates.inputs, targets: Tensor([1, 2, 3]))
    },
    Misuse("LinearRegression: the columns of the inputs are dependent") {
      _ = LinearRegression(fitting: Tensor([[1], [1], [1]]), targets: Tensor([1, 2, 3]))
    },
    Misuse("LeastSquaresProblem.init: targets [3] do not fit inputs [4, 2]") {
      _ = LeastSquaresProblem(inputs: Gates.inputs, targets: Tensor([1, 2, 3]))
    },
  ]

  @Test(arguments: all)
  func `misuse stops the program, naming function and values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson01Refusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}

@Suite struct Lesson01NotANumber {
  @Test(arguments: [1, -1] as [Scalar])
  func `losses pass on what is not a number, and so do their slopes`(target: Scalar) {
    let losses: [any PointwiseLoss] = [
      PerceptronLoss(), HingeLoss(), LogisticLoss(), AbsoluteError(), SquaredError(),
    ]
    for loss in losses {
      #expect(loss.value(of: .nan, target: target).isNaN, "\(loss)")
      #expect(loss.slope(at: .nan, target: target).isNaN, "\(loss)")
    }
  }
}
