import Course
import Regularization
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson06FailureModes {
  @Test(arguments: FailureModeContract.claims(on: RegularizationLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
