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

  @Test(arguments: GateFault.allCases) func `a planted fault trips its gate first`(
    _ plant: GateFault
  ) throws {
    // In single precision nothing is differenced.
    guard isDoublePrecision || plant != .wrongGradient else { return }
    for seed in UInt64(0)..<2 {
      let checklist = try Checklist(
        PlantedRun(plant, seed: seed).subject(running: plant.needsRun))
      let first = checklist.firstFailure ?? "none"
      #expect(plant.expected.contains(first), "\(seed): \(first)\n\(checklist)")
    }
  }

  @Test func `every gate is expected to fail for some fault`() {
    let expected = GateFault.allCases.reduce(into: Set<String>()) { $0.formUnion($1.expected) }
    #expect(expected.symmetricDifference(Gate.all.map(\.id)) == [])
    #expect(GateFault.allCases.count >= 16)
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
