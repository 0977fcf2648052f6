import Course
import Dynamics
import TestSupport
import Testing

/// The failure modes of this lesson in PyTorch, held against ours.
@Suite struct Lesson09Twins {
  @Test(arguments: TwinContract.claims(on: DynamicsLesson.lesson))
  func `every failure mode has its twin in PyTorch`(_ claim: Claim) throws { try claim.check() }

  @Test(.doublePrecision, arguments: TwinContract.figureClaims(on: DynamicsLesson.lesson))
  func `PyTorch measures what we measure`(_ claim: Claim) throws { try claim.check() }
}
