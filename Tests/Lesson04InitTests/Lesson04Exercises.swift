import Answers04
import Course
import Exercises04
import TestSupport
import Testing

/// The exercises of lesson 04: open, passed, or wrong in a way that the test names.
struct Lesson04Exercises {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson04Answers.all, attempts: CheckLesson04.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
