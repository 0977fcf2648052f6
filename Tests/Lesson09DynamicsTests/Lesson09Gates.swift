import Autograd
import Course
import Dynamics
import Init
import TensorCore
import TestSupport
import Testing

/// The checklist on a healthy run and on planted faults: the confusion matrix.
@Suite struct Lesson09Gates {
  @Test(arguments: UInt64(0)..<10) func `a healthy run passes all gates`(_ seed: UInt64) throws {
    let checklist = try Checklist(PlantedRun(seed: seed).subject(), extent: .all)
    #expect(checklist.failures.isEmpty, "\(checklist)")
    let unjudged = Set(Gate.all.map(\.id)).subtracting(checklist.passes)
    #expect(unjudged == (isDoublePrecision ? [] : ["G6"]), "\(checklist)")
  }

  @Test(arguments: Plant.allCases) func `a planted fault trips its gate first`(
    _ plant: Plant
  ) throws {
    guard isDoublePrecision || plant != .wrongGradient else { return }
    for seed in UInt64(0)..<3 {
      let checklist = try Checklist(PlantedRun(plant, seed: seed).subject())
      let first = checklist.firstFailure ?? "none"
      #expect(plant.expected.contains(first), "\(seed): \(first)\n\(checklist)")
    }
  }

  @Test func `every gate is expected to fail for some fault`() {
    let expected = Plant.allCases.reduce(into: Set<String>()) { $0.formUnion($1.expected) }
    #expect(expected.symmetricDifference(Gate.all.map(\.id)) == [])
    #expect(Plant.allCases.count >= 16)
  }

  @Test func `the gates are G1 to G23 and say what to do`() {
    #expect(Gate.all.map(\.id) == (1...23).map { "G\($0)" })
    for gate in Gate.all {
      #expect(![gate.title, gate.test, gate.fix].contains(""), "\(gate.id)")
    }
  }

  @Test func `a round to the first failure asks no later gate`() throws {
    let subject = try PlantedRun(.hotHead, seed: 0).subject(running: false)
    let first = try Checklist(subject)
    let all = try Checklist(subject, extent: .all)
    #expect(first.entries.map(\.gate.id) == ["G1", "G2", "G3", "G4", "G5"])
    #expect(all.entries.count == 23)
    #expect(all.firstFailure == "G5")
  }

  @Test func `a bare network is judged as far as it goes`() throws {
    let run = PlantedRun(seed: 1)
    let model = run.makeModel(seed: 1)
    let checklist = try Checklist(
      GateSubject(model: model, data: run.training, task: run.task, loss: run.loss), extent: .all)
    #expect(checklist.failures.isEmpty, "\(checklist)")
    let early: Set<String> = ["G1", "G2", "G3", "G4", "G5", "G7", "G9"]
    #expect(Set(checklist.passes).subtracting(["G6"]) == early)
    // What is missing is said of every other gate.
    for entry in checklist.entries {
      if case .notApplicable(let missing) = entry.result { #expect(!missing.isEmpty) }
    }
  }

  @Test func `experiments put everything back`() throws {
    let run = PlantedRun(seed: 2)
    let process = PlantedRun.Process(run, seed: 2)
    let before = Checkpoint(["run": process])
    var subject = GateSubject(
      model: process.model, data: run.training, task: run.task, loss: run.loss,
      optimizer: process.optimizer)
    subject.state = [process.position]
    subject.trainingStep = { try process.step($0) }
    _ = try Checklist(subject, extent: .all)
    #expect(Checkpoint(["run": process]) == before)
    #expect(process.model.namedLayers.allSatisfy { $0.layer.mode == .training })
  }

  @Test func `the printed checklist fits a terminal`() throws {
    let checklist = try Checklist(
      PlantedRun(.labelsShuffled, seed: 0).subject(running: false), extent: .all)
    let lines = checklist.description.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(checklist)")
    #expect(lines.count { $0.hasPrefix("[!] G11") } == 1)
    #expect(lines.contains { $0.hasPrefix("[x] G1 ") })
    #expect(lines.contains { $0.hasPrefix("[ ] G22") && $0.contains("not judged") })
    #expect(lines.contains { $0.hasPrefix("    fix: ") })
  }
}

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

  private func judge(_ id: String, _ change: (inout GateSubject) -> Void) throws -> GateResult {
    let run = PlantedRun(seed: 0)
    var subject = GateSubject(
      model: run.makeModel(seed: 0), data: run.training, task: run.task, loss: run.loss)
    change(&subject)
    let gate = try #require(Gate.all.first { $0.id == id })
    return try gate.judge(subject)
  }

  // At the first step of a warm-up the ratio is 1e-5, a hundredth of the healthy one at the peak.
  @Test func `a warm-up does not trip G13`() throws {
    let warmUp = (1...100).map { 1e-3 * Double($0) / 100 }
    #expect(try judge("G13") { $0.record = self.record(rates: warmUp, factor: 1) }.isPassed)
    #expect(try judge("G13") { $0.record = self.record(rates: warmUp, factor: 0.05) }.isFailed)
    #expect(try judge("G13") { $0.record = self.record(rates: warmUp, factor: 20) }.isFailed)
  }

  // The planned peak is still to come: the run was stopped in its warm-up.
  @Test func `G13 takes the peak from the plan`() throws {
    let start = (1...20).map { 1e-5 * Double($0) / 20 }
    #expect(try judge("G13") { $0.record = self.record(rates: start, factor: 1) }.isFailed)
    #expect(
      try judge("G13") {
        $0.record = self.record(rates: start, factor: 1)
        $0.plannedRates = start + [1e-3]
      }.isPassed)
  }

  @Test func `a constant metric passes G19 only if it is perfect`() throws {
    func result(_ metric: Double, perfect: Double) throws -> GateResult {
      try judge("G19") {
        $0.evaluate = {
          GateEvaluation(
            batchSizes: [32, 32, 4], batchMetrics: [metric, metric, metric], reported: metric,
            perfect: perfect)
        }
      }
    }
    #expect(try result(1, perfect: 1).isPassed)
    #expect(try result(0.4, perfect: 1).isFailed)
  }

  // V9.7: 32, 32 and 4 samples of 1, 1 and 10.
  @Test func `the mean of batch means is not the mean`() throws {
    var evaluation = GateEvaluation(
      batchSizes: [32, 32, 4], batchMetrics: [1, 1, 10], reported: 4)
    #expect(abs(evaluation.weighted - 1.5294117647) < 1e-9)
    #expect(evaluation.unweighted == 4)
    #expect(try judge("G19") { [evaluation] in $0.evaluate = { evaluation } }.isFailed)
    evaluation.reported = evaluation.weighted
    #expect(try judge("G19") { [evaluation] in $0.evaluate = { evaluation } }.isPassed)
  }

  @Test func `G5 takes the mean square of the targets, not the variance`() throws {
    let run = PlantedRun(seed: 0)
    func result(_ targets: Tensor, outputs: Scalar) throws -> GateResult {
      let model = Sequential(
        Linear(weight: .zeros([1, 8]), bias: Tensor([outputs])))
      let subject = GateSubject(
        model: model, data: PreflightData(inputs: run.training.inputs, targets: targets),
        task: .values(1), loss: .squaredError)
      let gate = try #require(Gate.all.first { $0.id == "G5" })
      return try gate.judge(subject)
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
    let gate = try #require(Gate.all.first { $0.id == "G5" })
    #expect(try gate.judge(subject).isPassed)
  }

  @Test func `imbalance passes once somebody has looked at it`() throws {
    let run = PlantedRun(.rareClasses, seed: 0)
    var subject = GateSubject(
      model: run.makeModel(seed: 0), data: run.training, task: run.task, loss: run.loss)
    let gate = try #require(Gate.all.first { $0.id == "G3" })
    #expect(try gate.judge(subject).isFailed)
    subject.acceptsImbalance = true
    #expect(try gate.judge(subject).isPassed)
  }
}
