import Answers09
import Course
import Exercises09
import TestSupport
import Testing

/// What every exercise of lesson 09 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers09 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson09Answers.all, attempts: CheckLesson09.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(arguments: wrong) func `a wrong answer is rejected`(_ answer: AnswerOnTrial) {
    answer.expectRejection()
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson09Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongUpdates + wrongThresholds + wrongSentinels + wrongDivergences + wrongStale + wrongHalves
      + wrongMetrics
  }

  static var right: [AnswerOnTrial] {
    rightUpdates + rightThresholds + rightSentinels + rightDivergences + rightStale + rightHalves
      + rightMetrics
  }
}
