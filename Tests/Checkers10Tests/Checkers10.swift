import Answers10
import Course
import Exercises10
import TestSupport
import Testing

/// What every exercise of lesson 10 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers10 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson10Answers.all, attempts: CheckLesson10.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(arguments: wrong) func `a wrong answer is rejected`(_ answer: AnswerOnTrial) {
    answer.expectRejection()
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson10Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongCounts + wrongTents + wrongFloors + wrongBumps + wrongSlides + wrongMasks
  }

  static var right: [AnswerOnTrial] {
    rightCounts + rightTents + rightFloors + rightBumps + rightSlides + rightMasks
  }
}
