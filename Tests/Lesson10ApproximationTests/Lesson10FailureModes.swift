import Approximation
import Course
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson10FailureModes {
  @Test(arguments: FailureModeContract.claims(on: ApproximationLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are thirteen`() {
    #expect(ApproximationLesson.failureModes.count == 13)
  }
}
