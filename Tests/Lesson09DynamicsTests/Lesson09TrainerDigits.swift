import Autograd
import BatchNorm
import Datasets
import Dynamics
import Foundation
import Optimizers
import Regularization
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The ten lines of the page.
@Suite struct Lesson09TrainerDigits {
  @Test func `the documented example trains the digits`() throws {
    let temporary = TemporaryFolder()
    var generator = SplitMix64(seed: 1)
    let (training, held) = try LabeledData.digits().splitByOrder(testCount: 360)
    let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
    let checks = InvariantChecks()
    var progress = ""

    let trainer = Trainer(
      model, optimizer, for: .classification, on: training, validatedOn: held,
      plan: TrainingPlan(
        .epochs(4), batchSize: 32, greatestGradientNorm: 1, evaluatedWeights: .averaged), seed: 1)
    trainer.scheduler = Scheduler(optimizer, CosineDecay(length: trainer.stepTotal))
    trainer.average = WeightAverage(model.trainedVariables, .exponential(decay: 0.95))
    trainer.stopping = EarlyStopping(patience: 5)
    trainer.folder = CheckpointFolder(temporary.path)
    trainer.callbacks = [
      RunLog("\(temporary.path)/log.jsonl"),
      ProgressBar(isTerminal: false) { progress += $0 }, checks,
    ]
    try trainer.resume()
    #expect(try trainer.run() == .finished)
    try trainer.restoreBest()

    let result = try Evaluation(of: model, on: held, for: .classification)
    #expect((result.metrics["accuracy"] ?? 0) > 0.85)
    let best = try #require(trainer.bestEvaluation?.loss)
    #expect(abs(result.loss - best) <= (isDoublePrecision ? 0 : 1e-6))
    #expect(checks.findings.isEmpty)
    #expect(progress.contains("epoch 4/4  180/180"))
    let files = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
    #expect(
      Set(files).isSuperset(of: [
        "last.safetensors", "previous.safetensors", "best.safetensors", "log.jsonl",
      ]))
  }
}
