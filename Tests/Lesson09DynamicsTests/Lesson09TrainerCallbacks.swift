import Autograd
import BatchNorm
import Course
import Datasets
import Dynamics
import Optimizers
import Regularization
import TensorCore
import Testing

/// Evaluations, callbacks and the progress bar.
@Suite struct Lesson09TrainerCallbacks {
  @Test func `a mean over samples weighs the last batch by its size`() throws {
    // V9.7: 32 losses of 1, 32 of 1 and 4 of 10. The mean of the batches' means would be 4.
    let values = Array(repeating: 1.0, count: 64) + [10, 10, 10, 10]
    let data = RegressionData(
      name: "values", features: Tensor(values.map { [Scalar($0)] }),
      targets: .zeros([68, 1]))
    let objective = Objective<RegressionData>(
      metrics: ["mean": { output, _ in Double(output.mean()) }]
    ) { output, _ in output.mean() }
    let result = try Evaluation(
      of: FunctionLayer("identity") { $0 }, on: data, for: objective, batchSize: 32)
    #expect(abs(result.loss - 1.5294117647) < 1e-6)
    #expect(abs((result.metrics["mean"] ?? 0) - 1.5294117647) < 1e-6)
  }

  @Test func `an evaluation is in evaluation mode, and puts modes back`() throws {
    var generator = SplitMix64(seed: 1)
    let frozen = BatchNorm1d(featureCount: 4)
    let dropout = Dropout(probability: 0.5, using: &generator)
    let model = Sequential(
      frozen, dropout, Linear(inputCount: 4, outputCount: 3, using: &generator))
    frozen.setMode(.evaluation)
    struct Failure: Error {}
    var modes: [Mode] = []
    dropout.addForwardHook { _, _ in modes.append(dropout.mode) }
    let failing = Objective<LabeledData>(metrics: ["bad": { _, _ in throw Failure() }]) {
      softmaxCrossEntropy($0, classes: $1.labels)
    }
    let held = SmallRun.clouds(count: 21, seed: 200)
    _ = try Evaluation(of: model, on: held, for: .classification)
    #expect(throws: Failure.self) { try Evaluation(of: model, on: held, for: failing) }
    #expect(modes == [.evaluation, .evaluation])
    #expect(frozen.mode == .evaluation)
    #expect(dropout.mode == .training)
    #expect(model.mode == .training)
  }

  @Test func `an evaluation that throws leaves a run that can go on`() throws {
    struct Failure: Error {}
    var fails = true
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([4, 8, 3], using: &generator)
    let objective = Objective<LabeledData>(
      metrics: [
        "sometimes": { _, _ in
          guard fails else { return 1 }
          throw Failure()
        }
      ]
    ) { softmaxCrossEntropy($0, classes: $1.labels) }
    let trainer = Trainer(
      model, SGD(model.trainedVariables, learningRate: 0.1), for: objective,
      on: SmallRun.clouds(count: 45, seed: 100), validatedOn: SmallRun.clouds(count: 21, seed: 200),
      plan: TrainingPlan(.epochs(2), batchSize: 8), seed: 1)
    #expect(throws: Failure.self) { try trainer.run() }
    #expect(trainer.stepCount == 6)
    #expect(model.mode == .training)
    fails = false
    #expect(try trainer.run() == .finished)
    #expect(trainer.record.validations.map(\.step) == [6, 12])
  }

  @Test func `callbacks are told of everything, in order`() throws {
    let folder = TemporaryFolder()
    let run = SmallRun(in: folder.path, epochCount: 2, checkpoint: .epochs(1))
    let diary = Diary()
    run.trainer.callbacks = [diary]
    try run.trainer.run()
    #expect(
      diary.lines.joined(separator: " ") == """
        run epoch step ended1 step ended2 step ended3 step ended4 evaluated4 step ended5 step ended6 saved6 epoch \
        step ended7 step ended8 evaluated8 step ended9 step ended10 step ended11 step ended12 evaluated12 saved12 \
        finished
        """)
  }

  @Test func `a callback can stop the run, which can go on`() throws {
    let run = SmallRun(epochCount: 2)
    let stopper = AfterStep { if $0.stepCount == 5 { $0.stop("enough") } }
    run.trainer.callbacks = [stopper]
    #expect(try run.trainer.run() == .stopped("enough"))
    #expect(run.trainer.stepCount == 5)
    #expect(try run.trainer.run() == .finished)
    let whole = SmallRun(epochCount: 2)
    try whole.trainer.run()
    #expect(run.model.tensors == whole.model.tensors)
    #expect(run.trainer.record == whole.trainer.record)
  }

  @Test func `the loss of an epoch is weighted by batch size`() throws {
    let run = SmallRun(epochCount: 1)
    var (sum, count) = (0.0, 0)
    run.trainer.callbacks = [
      AfterStep {
        sum += ($0.record.losses.last ?? 0) * Double($0.currentSamples.count)
        count += $0.currentSamples.count
      }
    ]
    try run.trainer.run()
    #expect(count == 45)
    #expect(abs((run.trainer.epochLoss ?? 0) - sum / 45) < 1e-6)
  }

  @Test func `progress is plain lines where there is no terminal`() throws {
    var text = ""
    let run = SmallRun(epochCount: 1)
    run.trainer.callbacks = [ProgressBar(isTerminal: false) { text += $0 }]
    try run.trainer.run()
    let lines = text.split(separator: "\n")
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("epoch 1/1  4/6  loss "))
    #expect(lines[0].contains("  validation "))
    #expect(lines[2].hasPrefix("finished after 6 steps; best validation loss "))
    #expect(!text.contains("\r") && !text.contains("\u{1B}"))
  }

  @Test func `in a terminal a bar is written over and fits`() throws {
    var texts: [String] = []
    let run = SmallRun(epochCount: 1)
    run.trainer.callbacks = [ProgressBar(isTerminal: true) { texts.append($0) }]
    try run.trainer.run()
    try #require(texts.count >= 2)
    #expect(texts[0].hasPrefix("\repoch 1/1  "))
    #expect(texts[0].contains("█") && texts[0].contains("░"))
    #expect(!texts[0].contains("\n"))
    #expect(texts[0].dropFirst().replacing("\u{1B}[K", with: "").count <= 80)
    #expect(texts.last?.hasSuffix("\n") == true)
  }
}

/// A callback that writes down what it is told.
private final class Diary: TrainerCallback {
  private(set) var lines: [String] = []

  func runBegins(_ trainer: Trainer) { lines.append("run") }
  func epochBegins(_ trainer: Trainer) { lines.append("epoch") }
  func stepBegins(_ trainer: Trainer) { lines.append("step") }
  func stepEnds(_ trainer: Trainer) { lines.append("ended\(trainer.stepCount)") }
  func evaluationEnds(_ trainer: Trainer, _ evaluation: Evaluation) {
    lines.append("evaluated\(evaluation.step)")
  }
  func checkpointWritten(_ trainer: Trainer, path: String) {
    lines.append("saved\(trainer.stepCount)")
  }
  func runEnds(_ trainer: Trainer, _ outcome: Trainer.Outcome) { lines.append("\(outcome)") }
}
