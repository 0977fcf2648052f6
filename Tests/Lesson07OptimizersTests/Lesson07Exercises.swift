import Answers07
import Course
import Exercises07
import TestSupport
import Testing

/// The exercises of lesson 07: open, passed, or wrong in a way that the test names.
struct Lesson07Exercises {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson07Answers.all, attempts: CheckLesson07.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }
}
