import BatchNorm
import Course
import TestSupport
import Testing

/// The failure modes of this lesson in PyTorch, held against ours.
@Suite struct Lesson05Twins {
  @Test(arguments: TwinContract.claims(on: BatchNormLesson.lesson))
  func `every failure mode has its twin in PyTorch`(_ claim: Claim) throws { try claim.check() }

  @Test(.doublePrecision, arguments: TwinContract.figureClaims(on: BatchNormLesson.lesson))
  func `PyTorch measures what we measure`(_ claim: Claim) throws { try claim.check() }
}
