import Autograd
import Course
import Datasets
import Dynamics
import Optimizers
import Regularization
import Schedulers
import TensorCore
import Testing

/// The trainer's loop does what each of its parts promises.
@Suite struct Lesson09Trainer {
  private static var samples: LabeledData { SmallRun.clouds(count: 45, seed: 100) }
  private static var held: LabeledData { SmallRun.clouds(count: 21, seed: 200) }

  private func network(seed: UInt64 = 1) -> Sequential {
    var generator = SplitMix64(seed: seed)
    return .multilayerPerceptron([4, 8, 3], using: &generator)
  }

  private func trainer(
    _ model: any Layer, _ optimizer: any Optimizer, _ plan: TrainingPlan, seed: UInt64 = 3
  ) -> Trainer {
    Trainer(
      model, optimizer, for: .classification, on: Self.samples, validatedOn: Self.held,
      plan: plan, seed: seed)
  }

  @Test func `the plain trainer makes the steps of a loop by hand`() throws {
    let (model, twin) = (network(), network())
    let trainer = trainer(
      model, SGD(model.trainedVariables, learningRate: 0.1),
      TrainingPlan(.epochs(2), batchSize: 8, greatestGradientNorm: 0.5))
    #expect(try trainer.run() == .finished)
    let optimizer = SGD(twin.trainedVariables, learningRate: 0.1)
    let order = DataOrder(sampleCount: 45, batchSize: 8, seed: 3)
    var losses: [Double] = []
    for _ in 0..<12 {
      let batch = Self.samples.selecting(order.batch)
      order.advance()
      optimizer.zeroGradients()
      let loss = softmaxCrossEntropy(twin(Variable(batch.features)), classes: batch.labels)
      try loss.backward()
      clipGradientNorm(twin.trainedVariables, to: 0.5)
      optimizer.step()
      losses.append(Double(loss.scalar))
    }
    #expect(trainer.record.losses == losses)
    #expect(model.tensors == twin.tensors)
  }

  @Test func `it records what fit records`() throws {
    let (model, twin) = (network(), network())
    let trainer = trainer(
      model, Adam(model.trainedVariables, learningRate: 0.01), TrainingPlan(.steps(6), batchSize: 8)
    )
    trainer.columns = [.zeroShare: { ["0": 0.5] }]
    try trainer.run()
    let order = DataOrder(sampleCount: 45, batchSize: 8, seed: 3)
    let run = try fit(
      twin, Adam(twin.trainedVariables, learningRate: 0.01),
      columns: [.zeroShare: { ["0": 0.5] }], stepCount: 6
    ) { _ in
      let batch = Self.samples.selecting(order.batch)
      order.advance()
      return softmaxCrossEntropy(twin(Variable(batch.features)), classes: batch.labels)
    }
    #expect(try trainer.record.steps == run.finished().steps)
  }

  @Test func `every epoch sees each sample once, in another order`() throws {
    let model = network()
    let trainer = trainer(
      model, SGD(model.trainedVariables, learningRate: 0.1), TrainingPlan(.epochs(3), batchSize: 8))
    var seen: [[Int]] = []
    trainer.callbacks = [AfterStep { seen.append($0.currentSamples) }]
    try trainer.run()
    try #require(seen.count == 18)
    let epochs = (0..<3).map { seen[$0 * 6..<$0 * 6 + 6].flatMap { $0 } }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<45)) }
    #expect(Set(epochs).count == 3)
    #expect(seen.map(\.count) == Array(repeating: [8, 8, 8, 8, 8, 5], count: 3).flatMap { $0 })
  }

  @Test func `parts of a batch add up to the whole`() throws {
    let (model, twin) = (network(), network())
    for (model, part) in [(model, 3), (twin, nil)] as [(Sequential, Int?)] {
      try trainer(
        model, SGD(model.trainedVariables, learningRate: 0.1),
        TrainingPlan(.epochs(1), batchSize: 8, largestPart: part)
      ).run()
    }
    // A sum in another order: rounding of six steps.
    for (name, value) in model.tensors {
      let other = try #require(twin.tensors[name])
      #expect((value - other).maximumMagnitude() < 100 * Scalar.ulpOfOne, "\(name)")
    }
  }

  @Test func `schedules count batches or epochs`() throws {
    for (unit, expected) in [(Scheduler.Unit.batch, 12), (.epoch, 2)] {
      let model = network()
      let optimizer = SGD(model.trainedVariables, learningRate: 0.1)
      let trainer = trainer(model, optimizer, TrainingPlan(.epochs(2), batchSize: 8))
      let scheduler = Scheduler(optimizer, CosineDecay(length: 20), unit: unit)
      trainer.scheduler = scheduler
      try trainer.run()
      #expect(scheduler.stepCount == expected)
      #expect(scheduler.warning == nil)
      let steps = trainer.record.steps
      try #require(steps.count == 12)
      #expect((steps[0].learningRate == steps[5].learningRate) == (unit == .epoch))
      #expect(steps[6].learningRate < steps[0].learningRate)
    }
  }

  @Test func `a plateau lowers the rate at an evaluation`() throws {
    let model = network()
    // So small a rate changes no weight: the loss is the same four times.
    let optimizer = SGD(model.trainedVariables, learningRate: 1e-30)
    let trainer = trainer(
      model, optimizer, TrainingPlan(.epochs(4), batchSize: 8, evaluation: .epochs(1)))
    var settings = PlateauScheduler.Settings()
    settings.patience = 1
    settings.leastDrop = 0
    trainer.plateau = PlateauScheduler(optimizer, settings)
    try trainer.run()
    // The first figure is the best; the second is borne, the third is one too many.
    let rates = trainer.record.steps.map(\.learningRate)
    try #require(rates.count == 24)
    #expect(rates[17] == rates[0])
    #expect(rates[18] < 0.2 * rates[0])
    #expect(Set(rates).count == 2)
  }

  @Test func `the average is evaluated when the plan says so`() throws {
    var losses: [TrainingPlan.EvaluatedWeights: [Double]] = [:]
    for weights in [TrainingPlan.EvaluatedWeights.trained, .averaged] {
      let model = network()
      let optimizer = SGD(model.trainedVariables, learningRate: 0.1)
      let trainer = trainer(
        model, optimizer, TrainingPlan(.epochs(1), batchSize: 8, evaluatedWeights: weights))
      let average = WeightAverage(model.trainedVariables, .exponential(decay: 0.9))
      trainer.average = average
      try trainer.run()
      #expect(average.count == 6)
      let trained = model.tensors
      let direct = try average.withAverages {
        try Evaluation(of: model, on: Self.held, for: .classification)
      }
      losses[weights] = trainer.record.validations.map(\.loss)
      #expect((trainer.lastEvaluation?.loss == direct.loss) == (weights == .averaged))
      #expect(model.tensors == trained)
    }
    #expect(losses[.trained] != losses[.averaged])
  }

  @Test func `early stopping ends the run at the evaluation it names`() throws {
    let model = network()
    let optimizer = SGD(model.trainedVariables, learningRate: 0)
    let trainer = trainer(
      model, optimizer, TrainingPlan(.epochs(50), batchSize: 8, evaluation: .steps(2)))
    trainer.stopping = EarlyStopping(patience: 3)
    #expect(try trainer.run() == .stoppedEarly)
    #expect(trainer.stepCount == 8)
    #expect(trainer.bestEvaluation?.step == 2)
  }

  @Test func `numbers that are not finite stop the run where they begin`() throws {
    var generator = SplitMix64(seed: 1)
    var countdown = 9
    let model = Sequential(
      Linear(inputCount: 4, outputCount: 8, using: &generator),
      Dropout(probability: 0.3, using: &generator),
      FunctionLayer("sometimes log of a negative number") { x in
        countdown == 4 ? log(x - 1_000) : x
      },
      Linear(inputCount: 8, outputCount: 3, using: &generator))
    let trainer = trainer(
      model, SGD(model.trainedVariables, learningRate: 0.1), TrainingPlan(.epochs(2), batchSize: 8))
    var before = model.tensors
    trainer.callbacks = [
      AfterStep { _ in
        countdown -= 1
        before = model.tensors
      }
    ]
    guard case .notFinite(step: 5, operation: let operation?) = try trainer.run() else {
      Issue.record("the run went on")
      return
    }
    #expect(operation.contains("log") && operation.contains("layer 2"))
    #expect(model.tensors == before)
    #expect(trainer.stepCount == 5)
    #expect(trainer.record.steps.count == 6)
  }

  @Test func `an update that overflows stops the run`() throws {
    let model = network()
    let trainer = trainer(
      model, SGD(model.trainedVariables, learningRate: .greatestFiniteMagnitude),
      TrainingPlan(.epochs(2), batchSize: 8))
    model.namedParameters[0].variable.modify { $0 = $0 * 1e4 }
    let outcome = try trainer.run()
    guard case .notFinite(let step, let operation) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(step == 0)
    #expect(operation == "the update by SGD")
  }
}
