import Course
import Init
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson04FailureModes {
  @Test(arguments: FailureModeContract.claims(on: InitLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are thirty-six`() { #expect(InitLesson.failureModes.count == 36) }

  /// The failure modes that train to the end in every run: their steps and the parameters on record.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    let twoLayers: Set = ["0.weight", "0.bias", "2.weight", "2.bias"]
    return switch mode.id {
    case FailureMode.allWeightsZero.id, FailureMode.constantWeights.id: (200, twoLayers)
    case FailureMode.duplicatedUnits.id: (100, twoLayers)
    case FailureMode.lastLayerTooHot.id, FailureMode.inputsUnscaled.id: (20, twoLayers)
    case FailureMode.priorMissing.id: (20, ["weight", "bias"])
    case FailureMode.frameworkDefault.id: (50, DeepNames.parameters)
    case FailureMode.gateAndLayerZero.id:
      (20, ["factor", "branch.0.weight", "branch.2.weight"])
    case FailureMode.newHeadOldRate.id: (20, ["0.0.weight", "0.0.bias", "1.weight", "1.bias"])
    default: (nil, [])
    }
  }

  @Test(arguments: InitLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    if mode.id == FailureMode.weightsTooLarge.id { return }
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }

  @Test func `too large weights diverge, He's do not`() throws {
    let records = try FailureMode.weightsTooLarge.runs.map { run in
      try #require(try run.measure().record)
    }
    #expect(records[0].steps.count < 20)
    #expect(records[0].losses.contains { !$0.isFinite })
    #expect(records[1].steps.count == 20)
    #expect(records[1].losses.allSatisfy { $0.isFinite })
  }

  private enum DeepNames {
    static var parameters: Set<String> {
      Set((0..<15).flatMap { ["\(2 * $0).weight", "\(2 * $0).bias"] })
    }
  }
}
