import Course
import Dynamics
import TestSupport
import Testing

/// `learn mystery`: every case can be solved from its measurements, and nothing else can be argued from them.
@Suite(.doublePrecision(because: "Measurements were weighed on runs in double precision."))
struct Lesson09Mystery {
  /// What all measurements of a run rule out, and what they speak for.
  private func verdicts(
    _ cases: [MysteryCase], seed: UInt64
  ) throws -> (refuted: Set<Cause>, supported: Set<Cause>) {
    let lab = MysteryLab(of: try MysteryRun(MysteryCase.setup(of: cases), seed: seed))
    let all = try MysteryProbe.allCases.map(lab.measure)
    return (
      all.reduce(into: []) { $0.formUnion($1.refuted) },
      all.reduce(into: []) { $0.formUnion($1.supported) }
    )
  }

  @Test(arguments: MysteryCase.all.map(\.cause))
  func `the measurements leave the one right answer`(cause: Cause) throws {
    let cases = MysteryCase.all.filter { $0.cause == cause }
    let (refuted, supported) = try verdicts(cases, seed: 9)
    let others = Set(MysteryCase.all.map(\.cause)).subtracting([cause])
    #expect(others.subtracting(refuted).isEmpty, "not ruled out")
    #expect(!refuted.contains(cause))
    #expect(supported == [cause])
  }

  @Test(arguments: MysteryCase.pairs.indices)
  func `two faults at once can be told from all others`(index: Int) throws {
    let cases = MysteryCase.pairs[index]
    #expect(cases.count == 2)
    let (refuted, _) = try verdicts(cases, seed: 4)
    #expect(Set(MysteryCase.all.map(\.cause)).subtracting(refuted) == Set(cases.map(\.cause)))
  }

  @Test func `of a healthy run the measurements accuse nobody`() throws {
    let (refuted, supported) = try verdicts([], seed: 5)
    #expect(supported.isEmpty)
    #expect(refuted == Set(MysteryCase.all.map(\.cause)))
  }

  @Test(arguments: MysteryCase.all.map(\.cause))
  func `the twin learns`(cause: Cause) throws {
    let cases = MysteryCase.all.filter { $0.cause == cause }
    let twin = try MysteryRun(MysteryCase.twin(of: cases), seed: 2)
    let sum = twin.record.losses.suffix(10).reduce(0, +)
    #expect(sum < 8)
    #expect((twin.record.validations.last?.loss ?? .nan) < 0.6)
  }

  // A cosine over 150 steps: the angle is 60° at step 50, 90° at 75 and 120° at 100.
  @Test func `the log has the rate of every step`() throws {
    var setup = MysterySetup()
    (setup.cosineSteps, setup.stepCount) = (150, 101)
    let rates = try MysteryRun(setup, seed: 1).record.steps.map(\.learningRate)
    try #require(rates.count == 101)
    for (step, rate) in [(0, 0.05), (50, 0.0375), (75, 0.025), (100, 0.0125)] {
      #expect(abs(rates[step] - rate) < 1e-6, "step \(step)")
    }
    setup.cosineSteps = nil
    setup.stepCount = 3
    let constant = try MysteryRun(setup, seed: 1).record.steps.map(\.learningRate)
    #expect(constant.allSatisfy { abs($0 - 0.05) < 1e-6 })
  }

  // Of dead units no gradient arrives at the first weight: a step takes the rate times the decay of it, 0.05 · 0.5.
  @Test func `the weight decay is the one of the shown line`() throws {
    let cases = MysteryCase.all.filter { [.deadUnits, .decayTooStrong].contains($0.cause) }
    let run = try MysteryRun(MysteryCase.setup(of: cases), seed: 1)
    let first = try #require(run.record.steps.first)
    #expect(first.gradientNorms["0.weight"] == 0)
    let share = (first.updateNorms["0.weight"] ?? .nan) / (first.parameterNorms["0.weight"] ?? .nan)
    #expect(abs(share - 0.025) < 1e-5)
  }

  @Test func `there are sixteen cases, each of another cause`() {
    #expect(MysteryCase.all.count == 16)
    #expect(Set(MysteryCase.all.map(\.cause)).count == 16)
    for item in MysteryCase.all {
      #expect(item.swift.broken != item.swift.repaired)
      #expect(item.pytorch.broken != item.pytorch.repaired)
    }
  }
}
