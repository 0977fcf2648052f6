import Answers06
import Course
import Exercises06
import TestSupport
import Testing

/// What every exercise of lesson 06 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers06 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson06Answers.all, attempts: CheckLesson06.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson06Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongMoments + wrongDepths + wrongValidations + wrongCalibrations + wrongSmoothing
      + wrongStopping + wrongPasses + wrongChecks + wrongDecays
      + wrongTemperatures + wrongBounds + wrongCases
  }

  static var right: [AnswerOnTrial] {
    rightMoments + rightDepths + rightValidations + rightCalibrations + rightSmoothing
      + rightStopping + rightPasses + rightChecks + rightDecays
      + rightTemperatures + rightTemperaturesFurther
  }
}
