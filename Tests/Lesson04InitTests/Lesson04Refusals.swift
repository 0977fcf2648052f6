import Activations
import Autograd
import Init
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of the lesson stops the program with the function and the values.
@Suite struct Lesson04Refusals {
  static let all: [Misuse] = [
    Misuse("Fans.init: a weight has at least two axes, none of them empty: [3]") {
      _ = Fans(asPyTorch: [3])
    },
    Misuse("Fans.init: a weight has at least two axes, none of them empty: [3, 0]") {
      _ = Fans(of: [3, 0], connection: .dense)
    },
    Misuse("Fans.init: 3 groups and stride 1 do not fit a weight [8, 1, 3]") {
      _ = Fans(of: [8, 1, 3], connection: .convolution(groups: 3))
    },
    Misuse("Initializer: Xavier normal is for 2 to 8 axes: [5]") { draw(.xavierNormal(), [5]) },
    Misuse("Initializer: identity is for 2 to 2 axes: [2, 2, 2]") { draw(.identity, [2, 2, 2]) },
    Misuse("Initializer: Dirac is for 3 to 5 axes: [2, 2]") {
      _ = Initializer.dirac().statistics(of: [2, 2])
    },
    Misuse("Initializer: Kaiming normal, fan in: the gain is negative or NaN: -1.0") {
      _ = Initializer.kaimingNormal(gain: -1)
    },
    Misuse("Initializer.dirac: the number of groups is not positive: 0") {
      _ = Initializer.dirac(groups: 0)
    },
    Misuse("Initializer.dirac: 3 groups do not divide the first axis of [4, 2, 3]") {
      draw(.dirac(groups: 3), [4, 2, 3])
    },
    Misuse("Initializer.sparse: no share of zeros: 1.5") { _ = Initializer.sparse(sparsity: 1.5) },
    Misuse("Initializer.embedding: there is no row 5 in [5, 2]") {
      draw(.embedding(paddingIndex: 5), [5, 2])
    },
    Misuse("Initializer.truncatedNormal: deviation 0.0 in -2.0...2.0") {
      _ = Initializer.truncatedNormal(standardDeviation: 0)
    },
    Misuse("Variable.initialize: [3] is not the shape [2]") {
      Variable(Tensor([1, 2])).initialize(to: Tensor([1, 2, 3]))
    },
    Misuse("Sequential.stack: at least two positive widths are needed: [3]") {
      _ = Sequential.stack([3], scheme: .kaiming, seed: 0)
    },
    Misuse("Sequential.permutingUnits: layer 1 is not one of 2 but the last") {
      _ = Sequential.stack([2, 3, 1], scheme: .kaiming, seed: 0)
        .permutingUnits(ofLinearLayer: 1, order: [0])
    },
    Misuse("Sequential.permutingUnits: [0, 0, 1] is no order of 3 units") {
      _ = Sequential.stack([2, 3, 1], scheme: .kaiming, seed: 0)
        .permutingUnits(ofLinearLayer: 0, order: [0, 0, 1])
    },
    Misuse("ResidualBlock: the branch made [1, 2] of [1, 3]") {
      _ = ResidualBlock(Linear(weight: .ones([2, 3]), bias: nil))(Variable(.ones([1, 3])))
    },
    Misuse("ReZeroBlock.init: the factor is not one number: [2]") {
      _ = ReZeroBlock(Linear(weight: .ones([1, 1]), bias: nil), sharing: Variable(.ones([2])))
    },
    Misuse("ResidualScaling.factors: 3 blocks of 1 layers") {
      _ = ResidualScaling.fixup.factors(blockCount: 3, linearLayersInBranch: 1)
    },
    Misuse("LayerSequentialUnitVariance: the output of 0 has variance 0.0") {
      let model = Sequential.stack([2, 3, 1], scheme: .kaiming, seed: 0)
      LayerSequentialUnitVariance().initialize(model, on: .zeros([4, 2]), seed: 0)
    },
    Misuse("MaximalUpdate.init: widths 0 and 8") { _ = MaximalUpdate(baseWidth: 0, width: 8) },
    Misuse("StartingLoss.priorBias: no frequency of a class: 1.0") {
      _ = StartingLoss.priorBias(frequency: 1)
    },
    Misuse("StartingLoss.priorBiases: a class has no positive frequency: [1.0, 0.0]") {
      _ = StartingLoss.priorBiases(frequencies: [1, 0])
    },
    Misuse("StartingLoss.ofRandomLogits: 0 classes, 5 samples") {
      var generator = SplitMix64(seed: 0)
      _ = StartingLoss.ofRandomLogits(
        classCount: 0, logitDeviation: 1, sampleCount: 5, using: &generator)
    },
    Misuse("GaussianQuadrature.init: no panel: 0") { _ = GaussianQuadrature(panelCount: 0) },
    Misuse("GaussianQuadrature.meanProduct: no correlation: 1.5") {
      _ = GaussianQuadrature().meanProduct(of: { $0 }, correlation: 1.5)
    },
    Misuse("MeanField.init: a variance is negative or NaN: -1.0, 0.0") {
      _ = MeanField(Activation.relu, weightVariance: -1)
    },
    Misuse("MeanField.propagate: no layer: 0") {
      _ = MeanField(Activation.relu, weightVariance: 2).propagate(depth: 0)
    },
    Misuse("MeanField.criticalWeightVariance: no edge of chaos in 0.1...0.2") {
      _ = MeanField.criticalWeightVariance(
        of: Activation.tanh.function, biasVariance: 0, in: 0.1...0.2)
    },
    Misuse("Signal.init: not a batch of vectors: [3]") { _ = Signal(of: Tensor([1, 2, 3])) },
  ]

  private static func draw(_ rule: Initializer, _ shape: Shape) {
    var generator = SplitMix64(seed: 0)
    _ = rule(shape, using: &generator)
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson04Refusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}
