import Course
import Init
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson04FailureModes {
  @Test(arguments: FailureModeContract.claims(on: InitLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
