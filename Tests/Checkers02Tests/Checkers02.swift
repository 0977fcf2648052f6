import Answers02
import Course
import Exercises02
import TestSupport
import Testing

/// What every exercise of lesson 02 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers02 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson02Answers.all, attempts: CheckLesson02.attempts))
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
      for: Lesson02Answers.all, wrong: Self.wrong, right: Self.allRight)
  }

  static var wrong: [AnswerOnTrial] {
    wrongPath + wrongDuals + wrongTape + wrongClipping + wrongLinear + wrongDivision + wrongSteps
      + wrongChecks + wrongBinarizer + moreWrongScalars + moreWrongTensors + moreWrongChecks
      + boundedAnswers
  }

  static var allRight: [AnswerOnTrial] { right + moreRight }
}
