import Answers01
import Course
import Exercises01
import TestSupport
import Testing

/// What every exercise of lesson 01 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers01 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson01Answers.all, attempts: CheckLesson01.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: allRight) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(
      for: Lesson01Answers.all, wrong: Self.wrong, right: Self.allRight)
  }

  static var wrong: [AnswerOnTrial] {
    wrongCosts + wrongHuber + wrongMean + wrongPoisson + wrongPocket + wrongXOR + wrongLeak
      + moreWrongNumbers + moreWrongLosses + moreWrongTraining + boundedAnswers
  }

  static var allRight: [AnswerOnTrial] { right + moreRight }
}
