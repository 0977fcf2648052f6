import Autograd
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// Several networks, several passes, and fewer weights.
@Suite struct Lesson06Ensembles {
  private func members(_ count: Int, _ trial: RegularizedTrial, seed: UInt64) throws -> [Sequential]
  {
    try (0..<count).map { try trial.run(seed: seed &+ 100 &* UInt64($0 + 1)).model }
  }

  // MARK: Ensembles

  @Test(arguments: Array(UInt64(0)..<10))
  func `five networks lose less than one on average`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 120, seed: seed)
    trial.epochCount = 12
    let members = try members(5, trial, seed: seed)
    let ensemble = Ensemble(members)
    let (x, y) = (trial.validation.features, trial.validation.labels)
    let single = members.map { Ensemble([$0]).probabilities(of: x) }
    let losses = single.map { ProbabilityScore.crossEntropy($0, classes: y) }
    let accuracies = single.map { ProbabilityScore.accuracy($0, classes: y) }
    let together = ensemble.probabilities(of: x)
    // Jensen: never above the mean; here by a good deal.
    #expect(ProbabilityScore.crossEntropy(together, classes: y) < 0.98 * losses.reduce(0, +) / 5)
    #expect(ProbabilityScore.accuracy(together, classes: y) > accuracies.reduce(0, +) / 5)
    #expect(ensemble.parameterCount == 5 * members[0].parameterCount)
  }

  @Test func `equal members are as one`() throws {
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([3, 4, 2], using: &generator)
    let x = normalBatch(5, 3, seed: 2)
    let one = Ensemble([model]).probabilities(of: x)
    #expect(difference(Ensemble([model, model, model]).probabilities(of: x), one) < rounding)
  }

  @Test func `members answer in evaluation mode and keep theirs`() {
    var generator = SplitMix64(seed: 1)
    let model = Sequential(
      Linear(inputCount: 3, outputCount: 2, using: &generator), Dropout(using: &generator))
    let x = normalBatch(5, 3, seed: 2)
    let answer = Ensemble([model]).probabilities(of: x)
    #expect(answer == Ensemble([model]).probabilities(of: x))
    #expect(model.mode == .training)
  }

  // MARK: Monte-Carlo dropout

  private func network(_ probability: Scalar) -> Sequential {
    var generator = SplitMix64(seed: 4)
    return Sequential(
      Linear(inputCount: 3, outputCount: 32, using: &generator), FunctionLayer("relu", relu),
      Dropout(probability: probability, using: &generator),
      Linear(inputCount: 32, outputCount: 2, using: &generator))
  }

  // What a linear layer makes of dropped inputs has the mean of evaluation, and Σ w² h² p/(1 − p) for a variance.
  @Test func `mean and spread are those of the sums`() throws {
    let model = network(0.5)
    let x = normalBatch(4, 3, seed: 5)
    let prediction = MonteCarloDropout(passCount: 4_000).predict(model, x)
    let answer = model.withMode(.evaluation) { withoutGradient { model(Variable(x)).value } }
    let first = try #require(model.layers[0] as? Linear)
    let hidden = relu(first(Variable(x))).value
    let last = try #require(model.layers[3] as? Linear)
    let weight = last.weight.value
    let variance = matmul(hidden * hidden, weight * weight, transposing: .right)
    let deviation = variance.map { v in .squareRoot(v) }
    // Five standard errors of 4,000 passes.
    #expect(
      (prediction.mean - answer).maximumMagnitude() < 5 * deviation.max()
        / Scalar(4_000).squareRoot())
    #expect(difference(prediction.deviation, deviation) < 0.06)
  }

  @Test func `without dropout there is no spread`() {
    let prediction = MonteCarloDropout(passCount: 5).predict(network(0), normalBatch(4, 3, seed: 5))
    #expect(prediction.deviation.maximumMagnitude() < rounding)
  }

  @Test func `only layers that mask are in training meanwhile`() {
    var seen: [Mode] = []
    let watcher = ModeWatcher { seen.append($0) }
    let inner = ModeWatcher { seen.append($0) }
    let model = Sequential(
      watcher, SkippedBlock(inner, probability: 0, seed: 1), Dropout(probability: 0.5, seed: 2))
    model.setMode(.evaluation)
    let before = (model.layers[2] as? Dropout)?.generator
    _ = MonteCarloDropout(passCount: 2).predict(model, .ones([2, 2]))
    #expect(seen == [.evaluation, .evaluation, .evaluation, .evaluation])
    #expect((model.layers[2] as? Dropout)?.generator != before)
    #expect(model.namedLayers.allSatisfy { $0.layer.mode == .evaluation })
  }

  @Test func `the spread grows away from the data`() throws {
    var trial = try tumors(trainingCount: 200)
    (trial.dropout, trial.epochCount) = (0.3, 20)
    let model = try trial.run(seed: 1).model
    let method = MonteCarloDropout(passCount: 50)
    let near = method.predict(model, trial.validation.features)
    let far = method.predict(model, trial.validation.features * 5)
    #expect(far.deviation.mean() > 3 * near.deviation.mean())
  }

  // MARK: Pruning

  @Test func `the smallest weights go, by layer or together`() {
    func weights() -> [Variable] {
      [leaf(Tensor([[5, -4], [3, 2]])), leaf(Tensor([[0.1, -0.2], [0.3, 9]]))]
    }
    let layerwise = weights()
    let pruning = MagnitudePruning(layerwise: layerwise, sparsity: 0.5)
    #expect(layerwise[0].value == Tensor([[5, -4], [0, 0]]))
    #expect(layerwise[1].value == Tensor([[0, 0], [0.3, 9]]))
    #expect(pruning.prunedShare == 0.5)
    let together = weights()
    _ = MagnitudePruning(together, sparsity: 0.5)
    #expect(together[0].value == Tensor([[5, -4], [3, 0]]))
    #expect(together[1].value == Tensor([[0, 0], [0, 9]]))
  }

  @Test func `pruned weights come back unless the mask is applied`() throws {
    let w = leaf(Tensor([[5, -4], [0.3, 0.2]]))
    let pruning = MagnitudePruning([w], sparsity: 0.5)
    let optimizer = GradientDescent([w], learningRate: 0.1)
    try trainingStep(optimizer) { (w * 2).sum() }
    #expect(w.value.scalars.allSatisfy { $0 != 0 })
    pruning.apply()
    #expect(w.value.scalars.count { $0 == 0 } == 2)
  }

  @Test(arguments: Array(UInt64(0)..<10))
  func `a third of the weights can go, 98 % cannot`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 400, seed: seed)
    trial.epochCount = 15
    let model = try trial.run(seed: seed).model
    let weights = DecayGroups(of: model).decayed.map(\.variable)
    let start = weights.map(\.value)
    func accuracy(_ sparsity: Double) -> Double {
      for (weight, value) in zip(weights, start) {
        do { try withoutGradient { try weight.update { $0 = value } } } catch { return .nan }
      }
      _ = MagnitudePruning(weights, sparsity: sparsity)
      return ProbabilityScore.accuracy(
        Ensemble([model]).probabilities(of: trial.validation.features),
        classes: trial.validation.labels)
    }
    let whole = accuracy(0)
    #expect(whole > 0.8)
    #expect(accuracy(0.33) > whole - 0.05)
    #expect(accuracy(0.98) < whole - 0.3)
  }
}

/// A layer that says in which mode it is used.
private final class ModeWatcher: Module, Layer {
  private let report: (Mode) -> Void

  init(_ report: @escaping (Mode) -> Void) { self.report = report }

  func forward(_ input: Variable) -> Variable {
    report(mode)
    return input
  }
}
