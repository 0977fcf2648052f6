import Answers04
import Course
import Exercises04
import TestSupport
import Testing

/// What every exercise of lesson 04 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers04 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson04Answers.all, attempts: CheckLesson04.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson04Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongFactors + wrongGains + wrongFans + wrongBiases + wrongRescaling + wrongRates + wrongChecks
      + wrongStarts
  }

  static var right: [AnswerOnTrial] {
    rightFactors + rightGains + rightFans + rightBiases + rightRescaling + rightRates + rightChecks
      + rightStarts
  }
}
