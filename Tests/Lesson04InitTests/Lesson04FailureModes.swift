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
    case FailureMode.lastLayerTooHot.id: (20, twoLayers)
    case FailureMode.priorMissing.id: (20, ["weight", "bias"])
    case FailureMode.frameworkDefault.id: (50, DeepNames.parameters)
    case FailureMode.gateAndLayerZero.id:
      (20, ["factor", "branch.0.weight", "branch.2.weight"])
    case FailureMode.newHeadOldRate.id: (20, ["0.0.weight", "0.0.bias", "1.weight", "1.bias"])
    default: (nil, [])
    }
  }

  /// Trainings whose broken run ends in a number that is not finite.
  private var diverging: [FailureMode] { [.weightsTooLarge, .inputsUnscaled] }

  @Test(arguments: InitLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    if diverging.map(\.id).contains(mode.id) { return }
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }

  @Test func `two broken runs diverge, their cures do not`() throws {
    for mode in diverging {
      let broken = try #require(try mode.broken.measure().record)
      #expect(broken.steps.count < 20, "\(mode.id)")
      for remedy in mode.remedies {
        let record = try #require(try remedy.measure().record)
        #expect(record.steps.count == 20, "\(mode.id)")
        #expect(record.losses.allSatisfy { $0.isFinite }, "\(mode.id)")
      }
    }
  }

  private enum DeepNames {
    static var parameters: Set<String> {
      Set((0..<15).flatMap { ["\(2 * $0).weight", "\(2 * $0).bias"] })
    }
  }
}
