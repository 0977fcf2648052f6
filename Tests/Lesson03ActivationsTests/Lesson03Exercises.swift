import Answers03
import Course
import Exercises03
import TestSupport
import Testing

/// The exercises of lesson 03: open, passed, or wrong in a way that the test names.
struct Lesson03Exercises {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson03Answers.all, attempts: CheckLesson03.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
