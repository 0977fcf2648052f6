import Course
import Perceptron
import TestSupport
import Testing

/// The failure modes of this lesson in PyTorch, held against ours.
@Suite struct Lesson01Twins {
  @Test(arguments: TwinContract.claims(on: PerceptronLesson.lesson))
  func `every failure mode has its twin in PyTorch`(_ claim: Claim) throws { try claim.check() }

  @Test(.doublePrecision, arguments: TwinContract.figureClaims(on: PerceptronLesson.lesson))
  func `PyTorch measures what we measure`(_ claim: Claim) throws { try claim.check() }
}
