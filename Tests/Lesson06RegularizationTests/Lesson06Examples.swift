import Autograd
import Datasets
import Regularization
import TensorCore
import Testing

/// What the doc comments show.
@Suite struct Lesson06Examples {
  private func network() -> Sequential {
    var generator = SplitMix64(seed: 0)
    return Sequential.multilayerPerceptron([3, 4, 2], using: &generator)
  }

  @Test func `the documented example of stopping early`() {
    let model = network()
    let losses = [0.7, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.1]
    let stopping = EarlyStopping(patience: 5)
    let best = BestState(of: model)
    for validationLoss in losses where !stopping.isExhausted {
      if stopping.observe(Scalar(validationLoss)) == .improved { best.keep() }
    }
    best.restore()
    // The last loss is never looked at.
    #expect(stopping.bestIndex == 1 && stopping.count == 7)
  }

  @Test func `the documented example of a penalty`() throws {
    let model = network()
    let weights = DecayGroups(of: model).decayed.map(\.variable)
    let x = Variable(.ones([2, 3]))
    let plain = softmaxCrossEntropy(model(x), classes: [0, 1])
    let loss = plain + WeightPenalty.l2(weights, strength: 1e-4)
    let squares = weights.reduce(0) { $0 + ($1.value * $1.value).sum() }
    #expect(abs(loss.scalar - plain.scalar - 0.5e-4 * squares) < 1e-6)
    #expect(loss.scalar > plain.scalar)
  }

  @Test func `the documented example of mixup`() {
    var generator = SplitMix64(seed: 0)
    let data = LabeledData.moons(count: 20, noise: 0.1, using: &generator)
    let targets = Tensor.oneHot(data.labels, classCount: data.classCount)
    let batch = Mixup(alpha: 0.2)(data.features, targets: targets, using: &generator)
    #expect(batch.features.shape == data.features.shape && batch.targets.shape == targets.shape)
    #expect(batch.targets.scalars.contains { $0 > 0 && $0 < 1 })
  }

  @Test func `the documented example of pruning`() {
    let weights = DecayGroups(of: network()).decayed.map(\.variable)
    let pruning = MagnitudePruning(weights, sparsity: 0.8)
    // 16 of 20 weights.
    #expect(weights.reduce(0) { $0 + $1.value.scalars.count { $0 == 0 } } == 16)
    #expect(abs(pruning.prunedShare - 0.8) < 1e-9)
  }

  @Test func `the documented example of several passes`() {
    let answer = MonteCarloDropout(passCount: 30).predict(network(), .ones([2, 3])) {
      $0.softmax()
    }
    #expect(answer.mean.shape == [2, 2] && answer.deviation.shape == [2, 2])
  }

  @Test func `the documented example of a trial`() throws {
    let digits = try LabeledData.digits()
    var trial = RegularizedTrial(
      training: digits.selecting(Array(0..<200)),
      validation: digits.selecting(Array(1437..<1797)))
    trial.epochCount = 3
    let plain = try trial.run(seed: 0)
    trial.dropout = 0.5
    let dropped = try trial.run(seed: 0)
    #expect(plain.model.layers.count == 3 && dropped.model.layers.count == 4)
    #expect(plain.validationLosses.count == 3)
    #expect(plain.validationLoss != dropped.validationLoss)
    #expect(try trial.run(seed: 0).validationLosses == dropped.validationLosses)
  }
}
