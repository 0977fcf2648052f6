import Autograd
import Foundation
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// When to stop, and going back to what was best.
@Suite struct Lesson06Stopping {
  private let curve: [Scalar] = [1, 0.9, 0.91, 0.92, 0.8, 0.81, 0.82, 0.83]

  /// Where it stops, if it does.
  private func stop(_ judge: EarlyStopping, _ curve: [Scalar]) -> Int? {
    curve.indices.first { judge.observe(curve[$0]) == .exhausted }
  }

  // V6.10
  @Test func `patience 2 misses the minimum, patience 3 finds it`() {
    let impatient = EarlyStopping(patience: 2)
    #expect(stop(impatient, curve) == 3)
    #expect(impatient.best == 0.9 && impatient.bestIndex == 1)
    let patient = EarlyStopping(patience: 3)
    #expect(stop(patient, curve) == 7)
    #expect(patient.best == 0.8 && patient.bestIndex == 4)
    #expect(patient.isExhausted)
  }

  @Test func `a small improvement does not count`() {
    let judge = EarlyStopping(patience: 2, minimumImprovement: 0.05)
    #expect(stop(judge, [1, 0.97, 0.96, 0.9]) == 2)
    #expect(judge.best == 1)
    // Small steps that add up to more than the minimum do count, against the best of those that did.
    let slow = EarlyStopping(patience: 3, minimumImprovement: 0.05)
    #expect(stop(slow, [1, 0.97, 0.94, 0.91]) == nil)
  }

  @Test func `NaN is no improvement, and neither is infinity`() {
    let judge = EarlyStopping(patience: 3)
    #expect(judge.observe(.infinity) == .waiting)
    #expect(judge.observe(.nan) == .waiting)
    #expect(judge.observe(2) == .improved)
    #expect(judge.observe(.nan) == .waiting)
    #expect(judge.best == 2)
  }

  @Test func `a run that never improves stops when its patience ends`() {
    let judge = EarlyStopping(patience: 2)
    #expect(judge.bestIndex == -1)
    #expect(stop(judge, [.nan, .nan, 1]) == 1)
  }

  @Test func `Prechelt's generalization loss is in percent`() {
    #expect(abs(EarlyStopping.generalizationLoss(0.84, best: 0.8) - 5) < 1e-9)
  }

  @Test func `the best state is restored, buffers too`() throws {
    var generator = SplitMix64(seed: 1)
    let model = Sequential(
      Linear(inputCount: 2, outputCount: 2, using: &generator), Dropout(using: &generator))
    let best = BestState(of: model)
    let weights = model.tensors
    _ = model(Variable(.ones([3, 2])))
    best.keep()
    let kept = Checkpoint(["model": model])
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 1)
    try trainingStep(optimizer) { model(Variable(.ones([3, 2]))).sum() }
    #expect(model.tensors != weights)
    best.restore()
    #expect(Checkpoint(["model": model]) == kept)
    #expect(model.tensors == weights)
  }

  @Test func `the best state survives in a file`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var generator = SplitMix64(seed: 1)
    let model = Linear(inputCount: 2, outputCount: 2, using: &generator)
    try BestState(of: model).write(to: path)
    let other = Linear(inputCount: 2, outputCount: 2, using: &generator)
    try Checkpoint(reading: path).restore(["model": other])
    #expect(other.tensors == model.tensors)
  }

  @Test func `a judge that was saved goes on where it was`() throws {
    let whole = EarlyStopping(patience: 3)
    for loss in curve.prefix(6) { _ = whole.observe(loss) }
    let resumed = EarlyStopping(patience: 3)
    try Checkpoint(["stopping": whole]).restore(["stopping": resumed])
    #expect(resumed.bestIndex == 4 && resumed.count == 6)
    #expect(resumed.observe(0.82) == .waiting)
    #expect(resumed.observe(0.83) == .exhausted)
  }

  // The same run with and without: stopping keeps the least validation loss that the run had.
  @Test(arguments: Array(UInt64(0)..<10))
  func `stopping early keeps the best of a real run`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 120, seed: seed)
    trial.epochCount = 40
    let whole = try trial.run(seed: seed)
    trial.patience = 8
    let stopped = try trial.run(seed: seed)
    #expect(stopped.validationLosses.count <= 40)
    let seen = whole.validationLosses.prefix(stopped.validationLosses.count)
    #expect(Array(seen) == stopped.validationLosses)
    #expect(stopped.validationLoss == seen.min())
    #expect(stopped.validationLoss <= whole.validationLoss)
    let logits = withoutGradient { stopped.model(Variable(trial.validation.features)).value }
    let loss = ProbabilityScore.crossEntropy(logits.softmax(), classes: trial.validation.labels)
    #expect(difference(loss, stopped.validationLoss) < 1e-4)
  }
}
