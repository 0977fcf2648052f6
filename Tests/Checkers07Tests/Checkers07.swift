import Answers07
import Course
import Exercises07
import TestSupport
import Testing

/// What every exercise of lesson 07 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers07 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson07Answers.all, attempts: CheckLesson07.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson07Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongPaths + wrongSteps + wrongRavines + wrongGames + wrongGroups + wrongStates
      + wrongCentralizations + wrongOptimizerChecks
  }

  static var right: [AnswerOnTrial] {
    rightPaths + rightSteps + rightRavines + rightGames + rightGroups + rightStates
      + rightCentralizations + rightOptimizerChecks
  }
}
