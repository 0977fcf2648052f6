import Autograd
import BatchNorm
import Course
import Datasets
import Dynamics
import Foundation
import Regularization
import TensorCore
import Testing

/// Real runs that are healthy: on none of them does a detector speak.
@Suite struct Lesson09DoctorHealthyRuns {
  /// A way to train well.
  struct Recipe: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var hidden: @Sendable (Int, inout SplitMix64) -> [any Layer]
    var optimizer: @Sendable ([Variable]) -> any Optimizer
    var batch: Int
    var steps: Int
    var smoothing: Scalar
    var factor: @Sendable (Double) -> Double

    static var all: [Recipe] {
      [
        Recipe(testDescription: "SGD with momentum"),
        Recipe(
          testDescription: "Adam",
          optimizer: { AdamW($0, AdamWRule(learningRate: 0.01, weightDecay: 0)) }),
        Recipe(
          testDescription: "warm-up and cosine",
          optimizer: { Momentum($0, learningRate: 0.1) }
        ) {
          $0 < 0.1 ? 10 * $0 + 0.02 : 0.5 + 0.5 * cos(.pi * ($0 - 0.1) / 0.9)
        },
        Recipe(
          testDescription: "batches of 4", optimizer: { Momentum($0, learningRate: 0.02) },
          batch: 4, steps: 300),
        Recipe(
          testDescription: "dropout",
          hidden: { _, generator in
            [FunctionLayer("relu", relu), Dropout(probability: 0.3, using: &generator)]
          }, steps: 300),
        Recipe(
          testDescription: "batch norm",
          hidden: { width, _ in
            [BatchNorm1d(featureCount: width), FunctionLayer("relu", relu)]
          }),
        Recipe(testDescription: "label smoothing", smoothing: 0.1),
        Recipe(testDescription: "tanh", hidden: { _, _ in [FunctionLayer("tanh", tanh)] }),
      ]
    }

    init(
      testDescription: String,
      hidden: @escaping @Sendable (Int, inout SplitMix64) -> [any Layer] = { _, _ in
        [FunctionLayer("relu", relu)]
      },
      optimizer: @escaping @Sendable ([Variable]) -> any Optimizer = {
        Momentum($0, learningRate: 0.05)
      }, batch: Int = 32, steps: Int = 200, smoothing: Scalar = 0,
      factor: @escaping @Sendable (Double) -> Double = { _ in 1 }
    ) {
      self.testDescription = testDescription
      (self.hidden, self.optimizer, self.batch, self.steps) = (hidden, optimizer, batch, steps)
      (self.smoothing, self.factor) = (smoothing, factor)
    }

    /// Trains on the digits, 16 hidden units wide, twice; measures 10 times on held-out digits.
    func run(seed: UInt64) throws -> (record: TrainingRecord, facts: RunFacts) {
      var generator = SplitMix64(seed: seed)
      let digits = try LabeledData.digits()
      let order = generator.permutation(of: digits.labels.count)
      func part(_ range: Range<Int>) -> LabeledData { digits.selecting(Array(order[range])) }
      let (training, held) = (part(0..<640), part(640..<760))
      func scaled(_ data: LabeledData) -> Variable { Variable(data.features) }
      let width = 16
      var layers: [any Layer] = [Linear(inputCount: 64, outputCount: width, using: &generator)]
      layers += hidden(width, &generator)
      layers.append(Linear(inputCount: width, outputCount: width, using: &generator))
      layers += hidden(width, &generator)
      layers.append(Linear(inputCount: width, outputCount: 10, using: &generator))
      let model = Sequential(layers)
      let optimizer = optimizer(model.namedParameters.map(\.variable))
      let peak = optimizer.learningRate
      var validations: [TrainingRecord.Validation] = []
      let run = try fit(model, optimizer, stepCount: steps) { step in
        optimizer.learningRate = peak * Scalar(factor(Double(step) / Double(steps)))
        if step % (steps / 10) == 0 {
          model.setMode(.evaluation)
          let logits = withoutGradient { model(scaled(held)) }
          let loss = softmaxCrossEntropy(logits, classes: held.labels).scalar
          validations.append(TrainingRecord.Validation(step: step, loss: Double(loss)))
          model.setMode(.training)
        }
        let rows = (0..<batch).map { _ in generator.uniform(below: training.labels.count) }
        let chosen = training.selecting(rows)
        return softmaxCrossEntropy(
          model(scaled(chosen)), classes: chosen.labels, smoothing: smoothing)
      }
      var record = try run.finished()
      record.validations = validations
      var facts = RunFacts()
      facts.classCount = 10
      facts.optimizer = "\(type(of: optimizer))"
      return (record, facts)
    }
  }

  @Test(arguments: Recipe.all)
  func `no detector speaks on a healthy run`(recipe: Recipe) throws {
    for seed in UInt64(1)...10 {
      let (record, facts) = try recipe.run(seed: seed)
      let examination = Doctor.examination(of: record, facts: facts)
      #expect(
        examination.findings.isEmpty,
        "seed \(seed): \(examination.findings.map { "\($0.cause): \($0.evidence)" })")
      let start: Double = record.losses.prefix(20).reduce(0, +)
      let end: Double = record.losses.suffix(20).reduce(0, +)
      #expect(end / start < 0.7)
    }
  }
}
