import Autograd
import BatchNorm
import Datasets
import Dynamics
import Optimizers
import Regularization
import TensorCore
import Testing

/// The invariants around a trainer's run.
@Suite struct Lesson09InvariantsTrainer {
  private static let digits = Result {
    try LabeledData.digits().selecting(Array(0..<320)).splitByOrder(testCount: 64)
  }

  private func trainer(seed: UInt64, bug: Bug? = nil) throws -> Trainer {
    var generator = SplitMix64(seed: seed)
    var mask = SplitMix64(seed: seed)
    var layers: [any Layer] = [
      Linear(inputCount: 64, outputCount: 24, using: &generator), BatchNorm1d(featureCount: 24),
      FunctionLayer("relu", relu), Dropout(probability: 0.2, using: &generator),
      Linear(inputCount: 24, outputCount: 10, using: &generator),
    ]
    if bug == .randomLayer {
      layers[3] = FunctionLayer("functional dropout") {
        dropout($0, mask: .mask($0.shape, dropping: 0.2, keptAs: 1.25, using: &mask))
      }
    }
    let model = Sequential(layers)
    let variables =
      switch bug {
      case .copies: model.trainedVariables.map { Variable($0.value, requiresGradient: true) }
      case .forgottenLayer: Array(model.trainedVariables.dropFirst(2))
      default: model.trainedVariables
      }
    let data = try Self.digits.get()
    return Trainer(
      model, AdamW(variables, learningRate: 0.01), for: .classification, on: data.training,
      validatedOn: data.test, plan: TrainingPlan(.epochs(2), batchSize: 32), seed: seed)
  }

  enum Bug { case copies, forgottenLayer, randomLayer }

  @Test(arguments: 0..<10)
  func `healthy runs of the digits are silent`(seed: Int) throws {
    let trainer = try trainer(seed: UInt64(seed))
    trainer.average = WeightAverage(trainer.model.trainedVariables, .exponential(decay: 0.9))
    let checks = InvariantChecks(interval: 5)
    trainer.callbacks = [checks]
    #expect(try trainer.run() == .finished)
    #expect(checks.findings.isEmpty)
  }

  @Test(arguments: [Bug.copies, .forgottenLayer, .randomLayer])
  func `a planted bug is found at the first step`(bug: Bug) throws {
    let trainer = try trainer(seed: 1, bug: bug)
    let checks = InvariantChecks(stopsRun: true)
    trainer.callbacks = [checks]
    guard case .stopped = try trainer.run() else {
      Issue.record("the run went on")
      return
    }
    #expect(trainer.stepCount == 1)
    #expect(checks.findings.allSatisfy { $0.step == 0 })
    let causes = Set(checks.findings.map(\.cause))
    switch bug {
    case .copies, .forgottenLayer: #expect(causes == [.notUpdated])
    default: #expect(causes == [.wrongMode, .notReproducible])
    }
  }

  @Test func `checks change nothing`() throws {
    for bug in [nil, Bug.forgottenLayer] {
      let (checked, plain) = (try trainer(seed: 1, bug: bug), try trainer(seed: 1, bug: bug))
      checked.callbacks = [InvariantChecks(interval: 1)]
      try checked.run()
      try plain.run()
      #expect(checked.record == plain.record)
    }
  }

  @Test func `a resumed epoch is no finding`() throws {
    let folder = TemporaryFolder()
    let stopped = SmallRun(in: folder.path, epochCount: 2).trainer
    stopped.callbacks = [AfterStep { if $0.stepCount == 4 { $0.stop("here") } }]
    try stopped.run()
    let resumed = SmallRun(in: folder.path, epochCount: 2).trainer
    let checks = InvariantChecks()
    resumed.callbacks = [checks]
    try resumed.resume()
    try resumed.run()
    #expect(checks.findings.isEmpty)
  }
}
