import BatchNorm
import Course
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson05FailureModes {
  @Test(
    arguments: FailureModeContract.claims(
      on: BatchNormLesson.lesson, afterTraining: ["recalibrated on the new domain"]))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are thirty-five`() { #expect(BatchNormLesson.failureModes.count == 35) }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    func layers(_ positions: Int...) -> Set<String> {
      Set(positions.flatMap { ["\($0).weight", "\($0).bias"] })
    }
    return switch mode.id {
    case FailureMode.domainShift.id: (60, layers(0, 1, 3))
    case FailureMode.trainedInEvaluationMode.id: (100, layers(0, 1, 3))
    case FailureMode.oneClassABatch.id: (80, layers(0, 1))
    default: (nil, [])
    }
  }

  @Test(arguments: BatchNormLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }
}
