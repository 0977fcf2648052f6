import Course
import Schedulers
import TestSupport
import Testing

/// The failure modes of this lesson in PyTorch, held against ours.
@Suite struct Lesson08Twins {
  @Test(arguments: TwinContract.claims(on: SchedulersLesson.lesson))
  func `every failure mode has its twin in PyTorch`(_ claim: Claim) throws { try claim.check() }

  @Test(.doublePrecision, arguments: TwinContract.figureClaims(on: SchedulersLesson.lesson))
  func `PyTorch measures what we measure`(_ claim: Claim) throws { try claim.check() }
}
