import Course
import Optimizers
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson07FailureModes {
  @Test(arguments: FailureModeContract.claims(on: OptimizersLesson.lesson))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
