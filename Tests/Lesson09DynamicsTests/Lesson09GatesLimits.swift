import Autograd
import Course
import Dynamics
import TensorCore
import Testing

/// Single gates at their limits.
@Suite struct Lesson09GateLimits {
  /// A record with one weight, whose ratio is that of the rate to 1 times a factor.
  private func record(rates: [Double], factor: Double) -> TrainingRecord {
    var record = TrainingRecord()
    record.steps = rates.map {
      TrainingRecord.Step(
        loss: 1, learningRate: $0, parameterNorms: ["0.weight": 1, "0.bias": 0],
        updateNorms: ["0.weight": $0 * factor, "0.bias": 1])
    }
    return record
  }

  private func bare(_ plant: GateFault? = nil) -> GateSubject {
    let run = PlantedRun(plant, seed: 0)
    return GateSubject(
      model: run.makeModel(seed: 0), data: run.training, task: run.task, loss: run.loss)
  }

  private func judge(_ id: String, _ subject: GateSubject) throws -> GateResult {
    let gate = try #require(Gate.all.first { $0.id == id })
    return try gate.judge(subject)
  }

  private func ratios(
    _ record: TrainingRecord, planned: [Double]? = nil
  ) throws -> GateResult {
    var subject = bare()
    subject.record = record
    subject.plannedRates = planned
    return try judge("G13", subject)
  }

  private func metric(_ evaluation: GateEvaluation) throws -> GateResult {
    var subject = bare()
    subject.evaluate = { evaluation }
    return try judge("G19", subject)
  }

  // At the first step of a warm-up the ratio is 1e-5, a hundredth of the healthy one at the peak.
  @Test func `a warm-up does not trip G13`() throws {
    let warmUp = (1...100).map { 1e-3 * Double($0) / 100 }
    #expect(try ratios(record(rates: warmUp, factor: 1)).isPassed)
    #expect(try ratios(record(rates: warmUp, factor: 0.05)).isFailed)
    #expect(try ratios(record(rates: warmUp, factor: 20)).isFailed)
  }

  // The planned peak is still to come: the run was stopped in its warm-up.
  @Test func `G13 takes the peak from the plan`() throws {
    let start = (1...20).map { 1e-5 * Double($0) / 20 }
    #expect(try ratios(record(rates: start, factor: 1)).isFailed)
    #expect(try ratios(record(rates: start, factor: 1), planned: start + [1e-3]).isPassed)
  }

  @Test func `a constant metric passes G19 only if it is perfect`() throws {
    func constant(_ value: Double) -> GateEvaluation {
      GateEvaluation(
        batchSizes: [32, 32, 4], batchMetrics: [value, value, value], reported: value, perfect: 1)
    }
    #expect(try metric(constant(1)).isPassed)
    #expect(try metric(constant(0.4)).isFailed)
  }

  // V9.7: 32, 32 and 4 samples of 1, 1 and 10.
  @Test func `the mean of batch means is not the mean`() throws {
    var evaluation = GateEvaluation(
      batchSizes: [32, 32, 4], batchMetrics: [1, 1, 10], reported: 4)
    #expect(abs(evaluation.weighted - 1.5294117647) < 1e-9)
    #expect(evaluation.unweighted == 4)
    #expect(try metric(evaluation).isFailed)
    evaluation.reported = evaluation.weighted
    #expect(try metric(evaluation).isPassed)
  }

  @Test func `G5 takes the mean square of the targets, not the variance`() throws {
    let run = PlantedRun(seed: 0)
    func result(_ targets: Tensor, outputs: Scalar) throws -> GateResult {
      let model = Sequential(
        Linear(weight: .zeros([1, 8]), bias: Tensor([outputs])))
      let subject = GateSubject(
        model: model, data: PreflightData(inputs: run.training.inputs, targets: targets),
        task: .values(1), loss: .squaredError)
      return try judge("G5", subject)
    }
    // Targets around 10: 101 at an output of 0, though their variance is below 1.
    let targets = run.training.inputs.slice(0..<1, axis: 1) + Tensor(10)
    #expect(try result(targets, outputs: 0).isPassed)
    #expect(try result(targets, outputs: 10).isPassed)
    #expect(try result(targets, outputs: 40).isFailed)
  }

  // Ten classes, 90 % of one: a last bias that knows it has the entropy 0.545, not ln 10.
  @Test func `G5 lets the last bias know the prior`() throws {
    let run = PlantedRun(seed: 0)
    let labels = (0..<run.training.count).map { $0 % 90 < 81 ? 0 : 1 + $0 % 9 }
    let bias = [0.9] + Array(repeating: 0.1 / 9, count: 9)
    let model = Sequential(
      Linear(weight: .zeros([10, 8]), bias: Tensor(bias.map { Scalar(Double.log($0)) })))
    let subject = GateSubject(
      model: model, data: PreflightData(inputs: run.training.inputs, labels: labels),
      task: .classes(10), loss: .crossEntropy)
    #expect(try judge("G5", subject).isPassed)
  }

  // The hidden unit is 0 for every sample: no gradient arrives at either weight, and neither moves.
  @Test func `G8 asks nothing of weights without a gradient`() throws {
    let model = Sequential(
      Linear(weight: Tensor([[-1]]), bias: nil), FunctionLayer("relu", relu),
      Linear(weight: Tensor([[1]]), bias: Tensor([0])))
    func result(_ parameters: [Variable]) throws -> GateResult {
      let optimizer = GradientDescent(parameters, learningRate: 0.1)
      var subject = GateSubject(
        model: model, data: PreflightData(inputs: .ones([32, 1]), targets: .ones([32, 1])),
        task: .values(1), loss: .squaredError, optimizer: optimizer)
      subject.trainingStep = { batch in
        try trainingStep(optimizer) {
          meanSquaredError(model(Variable(batch.inputs)), targets: batch.targets)
        }
      }
      return try judge("G8", subject)
    }
    #expect(try result(model.trainedVariables).isPassed)
    // The last bias has a gradient, and must move.
    #expect(try result(Array(model.trainedVariables.dropLast())).isFailed)
  }

  @Test func `imbalance passes once somebody has looked at it`() throws {
    var subject = bare(.rareClasses)
    #expect(try judge("G3", subject).isFailed)
    subject.acceptsImbalance = true
    #expect(try judge("G3", subject).isPassed)
  }
}
