import Answers08
import Course
import Exercises08
import TestSupport
import Testing

/// What every exercise of lesson 08 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers08 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson08Answers.all, attempts: CheckLesson08.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson08Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongCycles + wrongSequences + wrongBests + wrongSweeps + wrongUsedRates + wrongLayers
      + wrongScheduleChecks
  }

  static var right: [AnswerOnTrial] {
    rightCycles + rightSequences + rightBests + rightSweeps + rightUsedRates + rightLayers
      + rightScheduleChecks
  }
}
