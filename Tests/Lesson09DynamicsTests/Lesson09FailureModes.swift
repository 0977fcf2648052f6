import Course
import Dynamics
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson09FailureModes {
  /// Remedies that act when the training is over.
  private static var afterTraining: Set<String> { ["balanced accuracy", "on held-out samples"] }

  @Test(
    arguments: FailureModeContract.claims(
      on: DynamicsLesson.lesson, afterTraining: afterTraining))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are thirty-eight`() {
    #expect(DynamicsLesson.failureModes.count == 38)
  }

  /// The failure modes that train: how many steps their cured run makes, and the parameters that it trains.
  private func training(of mode: FailureMode) -> (stepCount: Int, parameters: Set<String>)? {
    let layer: Set = ["weight", "bias"]
    let two: Set = ["0.weight", "0.bias", "2.weight", "2.bias"]
    let three = two.union(["4.weight", "4.bias"])
    return switch mode.id.position {
    case 1: (40, two)
    case 2: (20, ["weight"])
    case 3, 4: (60, three)
    case 5: (10, two)
    case 6, 7: (20, two)
    case 10: (100, two)
    case 8: (10, Set((0...6).flatMap { ["\($0).weight", "\($0).bias"] }))
    case 9: (20, ["first", "recurrent", "last"])
    case 11: (50, layer)
    case 13: (60, two)
    case 15: (50, ["weight"])
    case 16: (10, two)
    case 19, 34: (20, ["w"])
    case 20, 23: (100, ["weight"])
    case 21: (10, ["weight"])
    case 22: (3, ["weight"])
    case 24: (136, ["w0", "w1", "w2"])
    case 33: (12, layer)
    default: nil
    }
  }

  @Test(arguments: DynamicsLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let expected = training(of: mode)
    for run in mode.runs {
      let record = try run.measure().record
      #expect((record == nil) == (expected == nil), "\(run.name)")
      guard let record, let (stepCount, parameters) = expected else { continue }
      let isBroken = run.name == mode.broken.name
      #expect(record.steps.count <= stepCount && (isBroken || record.steps.count == stepCount))
      for step in record.steps {
        #expect(Set(step.parameterNorms.keys) == parameters, "\(run.name)")
        #expect(Set(step.updateNorms.keys) == parameters, "\(run.name)")
        // A step that is not made has no gradient.
        let arrived = Set(step.gradientNorms.keys)
        #expect(isBroken ? arrived.isSubset(of: parameters) : arrived == parameters, "\(run.name)")
        #expect(0 < step.learningRate, "\(run.name)")
        guard !isBroken else { continue }
        let norms = [step.gradientNorms, step.parameterNorms, step.updateNorms]
        let isFinite = norms.flatMap(\.values).allSatisfy { $0.isFinite } && step.loss.isFinite
        #expect(isFinite, "\(run.name)")
      }
    }
  }

  /// The record of a run, which holds as many steps as a test looks at; a run that is not finite may end before.
  func record(
    _ run: FailureMode.Run, seed: UInt64 = 0, of stepCount: Int = 1
  ) throws -> TrainingRecord {
    let record = try #require(try run.measure(seed: seed).record)
    try #require(record.steps.count >= stepCount, "\(run.name)")
    return record
  }
}
