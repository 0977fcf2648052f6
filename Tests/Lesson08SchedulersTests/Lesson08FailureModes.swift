import Course
import Schedulers
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson08FailureModes {
  @Test(arguments: FailureModeContract.claims(on: SchedulersLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are thirty-five`() {
    #expect(SchedulersLesson.failureModes.count == 35)
  }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    switch mode.id {
    case FailureMode.withoutWarmUp.id: (200, ["0"])
    case FailureMode.fullFirstStep.id: (20, ["0"])
    case FailureMode.rateAtLowestLoss.id: (10, ["0", "1"])
    case FailureMode.rangeTestLeavesWeights.id: (20, ["0", "1"])
    default: (nil, [])
    }
  }

  @Test(arguments: SchedulersLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }
}
