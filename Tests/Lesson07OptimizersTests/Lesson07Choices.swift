import Autograd
import Datasets
import Optimizers
import TensorCore
import TestSupport
import Testing

/// How to choose: what each choice rests on, and searches on a budget.
@Suite struct Lesson07Choices {
  @Test func `rare features train where one rate must fit all`() {
    // A dense weight of curvature 100 beside one that is active in every 50th step; both aim at 1.
    func rare<Rule: UpdateRule>(_ rule: Rule) -> (dense: Scalar, rare: Scalar) {
      let w = leaf(Tensor([0, 0]))
      let optimizer = FirstOrderOptimizer([w], rule)
      for step in 0..<1000 {
        w.gradient = Tensor([
          100 * (w.value[0] - 1), step % 50 == 49 ? w.value[1] - 1 : 0,
        ])
        optimizer.step()
      }
      return (w.value[0], w.value[1])
    }
    // SGD's best rate is just below the limit of the dense weight, 0.02.
    let sgd = rare(SGDRule(learningRate: 0.019))
    #expect(abs(sgd.rare - 0.319) < 1e-3)
    // In single precision the weight is not a number in the end.
    #expect(!(abs(rare(SGDRule(learningRate: 0.021)).dense) <= 1e3))
    let adagrad = rare(AdagradRule(learningRate: 0.1))
    let adam = rare(AdamRule(learningRate: 0.01))
    #expect(abs(adagrad.rare - 0.623) < 1e-2)
    #expect(abs(adam.rare - 0.877) < 1e-2)
  }

  @Test func `L-BFGS needs a third of tuned momentum's gradients`() throws {
    let bowl = Quadratic(curvatures: (0..<20).map { .pow(1000, Scalar($0) / 19) })
    let best = QuadraticTheory.bestHeavyBall(curvatures: 1...1000)
    try #require(best.rate > 0 && best.rate.isFinite && (0..<1).contains(best.momentum))
    let x = leaf(.ones([20]))
    let momentum = Momentum(
      [x], MomentumRule(learningRate: best.rate, momentum: best.momentum))
    var gradientCount = 0
    while x.value.norm() > 1e-4 && gradientCount < 10_000 {
      x.gradient = bowl.gradient(at: x.value)
      gradientCount += 1
      momentum.step()
    }
    #expect(x.value.norm() <= 1e-4)
    let y = leaf(.ones([20]))
    let lbfgs = LBFGS([y], search: .strongWolfe)
    while y.value.norm() > 1e-4 && lbfgs.evaluationCount < 1000 {
      try lbfgs.step {
        y.gradient = bowl.gradient(at: y.value)
        return bowl.value(at: y.value)
      }
    }
    #expect(y.value.norm() <= 1e-4)
    #expect(lbfgs.evaluationCount * 3 < gradientCount)
  }

  @Test func `memory is as counted, in bytes a parameter`() {
    func bytes<Rule: UpdateRule>(_ rule: Rule) -> Double {
      FirstOrderOptimizer([leaf(.ones([100, 100]))], rule).bytesPerParameter(bytesPerScalar: 4)
    }
    #expect(bytes(SGDRule()) == 8)
    #expect(bytes(MomentumRule()) == 12)
    #expect(bytes(AdamWRule()) == 16)
    #expect(bytes(AMSGradRule()) == 20)
    #expect(bytes(AdafactorRule()) == 8.08)
  }

  @Test func `every choice is in the catalog, and no tasks are alike`() {
    var tasks = (0..<5).map { _ in OptimizerTask() }
    tasks[0].isFullBatch = true
    tasks[0].parameterCount = 100
    tasks[1].isShortOfMemory = true
    tasks[2].isShortOfMemory = true
    tasks[2].architecture = .transformer
    tasks[3].hasRareFeatures = true
    tasks[4].architecture = .convolutional
    let choices = tasks.map(\.chosenOptimizer)
    #expect(Set(choices).count == 5)
    #expect(choices.map(\.name) == ["LBFGS", "Momentum", "Adafactor", "AdamW", "Momentum"])
    let names = Set(CatalogEntry.all.map(\.name))
    for choice in choices { #expect(names.contains(choice.name)) }
  }

  /// Runs on 256 digits that score by their loss on 256 others.
  private func digitsRun() throws -> (SearchCandidate) throws -> HyperparameterSearch.Advance {
    let digits = try LabeledData.digits()
    let training = digits.selecting(Array(0..<256))
    let validation = digits.selecting(Array(256..<512))
    return { candidate in
      var generator = SplitMix64(seed: 1)
      let model = Sequential(
        Linear(inputCount: 64, outputCount: 16, using: &generator), FunctionLayer("relu", relu),
        Linear(inputCount: 16, outputCount: 10, using: &generator))
      let optimizer = Momentum(
        model.trainedVariables,
        MomentumRule(learningRate: candidate.learningRate, momentum: candidate.momentum))
      return { stepCount in
        for _ in 0..<stepCount {
          let rows = Array(generator.permutation(of: 256).prefix(32))
          let batch = training.selecting(rows)
          optimizer.zeroGradients()
          let loss = softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
          guard loss.scalar.isFinite else { return .nan }
          try loss.backward()
          optimizer.step()
        }
        return softmaxCrossEntropy(
          model(Variable(validation.features)), classes: validation.labels
        ).scalar
      }
    }
  }

  @Test func `three searches of the digits spend what they say`() throws {
    let space = SearchSpace(learningRates: 1e-4...1, momenta: 0...0.95)
    let makeRun = try digitsRun()
    let grid = try HyperparameterSearch.exhaustive(
      space.grid(rateCount: 3, momentumCount: 3), stepCount: 100, makeRun: makeRun)
    #expect(grid.stepCount == 900)
    #expect(grid.scores.count == 9)
    var generator = SplitMix64(seed: 3)
    let random = try HyperparameterSearch.exhaustive(
      space.random(count: 9, using: &generator), stepCount: 100, makeRun: makeRun)
    #expect(Set(random.scores.map(\.candidate.learningRate)).count == 9)
    #expect(Set(grid.scores.map(\.candidate.learningRate)).count == 3)
    // Halving looks at three times as many candidates for the same steps or fewer.
    let halving = try HyperparameterSearch.successiveHalving(
      space.random(count: 27, using: &generator), rungCount: 3, factor: 3, stepCount: 100,
      makeRun: makeRun)
    // 27 runs of 11 steps, 9 of them on to 33, and 3 of those to 100.
    #expect(halving.stepCount == 27 * 11 + 9 * 22 + 3 * 67)
    for (count, length) in [(18, 11), (6, 33), (3, 100)] {
      #expect(halving.scores.count { $0.stepCount == length } == count)
    }
    #expect(halving.scores.count == 27)
    // Guessing has log 10 = 2.30.
    for result in [grid, random, halving] { #expect(result.score < 2) }
  }

  @Test func `a run that is not finite is the worst`() throws {
    let candidates = [0.1, 0.2, 0.3].map { SearchCandidate(learningRate: $0, momentum: 0) }
    let result = try HyperparameterSearch.exhaustive(candidates, stepCount: 1) { candidate in
      { _ in candidate.learningRate == 0.2 ? 1 : .nan }
    }
    #expect(result.best == candidates[1])
  }
}
