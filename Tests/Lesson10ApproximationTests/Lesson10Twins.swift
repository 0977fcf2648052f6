import Course
import Approximation
import TestSupport
import Testing

/// The failure modes of this lesson in PyTorch, held against ours.
@Suite struct Lesson10Twins {
  @Test(arguments: TwinContract.claims(on: ApproximationLesson.lesson))
  func `every failure mode has its twin in PyTorch`(_ claim: Claim) throws { try claim.check() }

  @Test(.doublePrecision, arguments: TwinContract.figureClaims(on: ApproximationLesson.lesson))
  func `PyTorch measures what we measure`(_ claim: Claim) throws { try claim.check() }
}
