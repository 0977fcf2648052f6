import Activations
import Autograd
import Course
import Datasets
import Optimizers
import Regularization
import TensorCore

/// The objects of a mystery's training: network, optimizer, samples.
struct MysteryRig {
  let setup: MysterySetup
  let model: Sequential
  /// What is evaluated: the network, or by mistake a copy of it.
  let evaluated: Sequential
  let optimizer: SGD
  let training: FaultSamples
  let heldOut: FaultSamples
  private(set) var order: [Int] = []
  private var generator: SplitMix64

  static var heldOutCount: Int { 300 }

  /// Makes the objects; the same seed makes the same.
  init(_ setup: MysterySetup, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let digits = try LabeledData.digits()
    var labels = digits.labels
    let places = generator.permutation(of: digits.count)
    if setup.shufflesLabels {
      labels = generator.permutation(of: digits.count).map { digits.labels[$0] }
    }
    let all = FaultSamples(
      inputs: digits.features * Scalar(setup.pixelFactor),
      targets: Tensor(labels.map { Scalar($0) }).reshaped(to: [digits.count, 1]))
    var held = Array(places.suffix(Self.heldOutCount))
    if setup.sharesSamples {
      held = Array(held.prefix(Self.heldOutCount / 2)) + places.prefix(Self.heldOutCount / 2)
    }
    training = all.selecting(places.prefix(setup.trainingCount))
    heldOut = all.selecting(held)
    let start = SplitMix64(seed: generator.next())
    model = Self.network(setup, from: start)
    evaluated = setup.evaluatesCopy ? Self.network(setup, from: start) : model
    let trained = model.namedParameters.filter {
      !(setup.leavesOutFirstLayer && $0.name.hasPrefix("0."))
    }
    optimizer = SGD(
      trained.map(\.variable),
      SGDRule(
        learningRate: Scalar(setup.rate), momentum: 0.9, weightDecay: Scalar(setup.decay)))
    self.setup = setup
    self.generator = generator
  }

  private static func network(_ setup: MysterySetup, from start: SplitMix64) -> Sequential {
    var generator = start
    var layers: [any Layer] = []
    let sizes = [64] + setup.hidden + [10]
    for (index, (inputCount, outputCount)) in zip(sizes, sizes.dropFirst()).enumerated() {
      var layer = Linear(inputCount: inputCount, outputCount: outputCount, using: &generator)
      if index == 0, let bias = setup.firstBias {
        let biases = Tensor([Scalar](repeating: Scalar(bias), count: outputCount))
        layer = Linear(weight: layer.weight.value, bias: biases)
      }
      layers.append(layer)
      guard index < setup.hidden.count else { continue }
      layers.append(ActivationLayer(setup.hasSigmoids ? .sigmoid : .relu))
      if index == 0, setup.cutsGraph { layers.append(FunctionLayer("detach") { $0.detached() }) }
      if setup.dropout > 0 {
        layers.append(Dropout(probability: Scalar(setup.dropout), using: &generator))
      }
    }
    if setup.endsInSoftmax { layers.append(Softmax()) }
    return Sequential(layers)
  }

  /// The next 32 samples of an epoch.
  mutating func nextBatch() -> FaultSamples {
    if order.isEmpty { order = generator.permutation(of: training.count) }
    let batch = Array(order.prefix(32))
    order.removeFirst(batch.count)
    return training.selecting(batch)
  }

  /// The loss of the network on samples, in the mode that it is in.
  func loss(_ network: Sequential, on samples: FaultSamples) -> Variable {
    softmaxCrossEntropy(network(Variable(samples.inputs)), classes: samples.labels)
  }

  /// The loss on the held-out samples, as the run computes it.
  func heldOutLoss() -> Double {
    let mode: Mode = setup.evaluatesInTrainingMode ? .training : .evaluation
    return evaluated.withMode(mode) {
      withoutGradient { Double(loss(evaluated, on: heldOut).scalar) }
    }
  }

  /// A number that changes with every bit of a network's weights.
  static func fingerprint(of network: Sequential) -> String {
    var print = Fingerprint()
    for parameter in network.namedParameters { print.combine(parameter.variable.value) }
    return print.text
  }
}
