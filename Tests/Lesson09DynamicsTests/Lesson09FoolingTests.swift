import Answers09
import Course
import TestSupport
import Testing

/// Attempts at fooling the checkers of lesson 09, by someone who has read them, and right answers that
/// look unlike the solution.
struct Lesson09FoolingTests {
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
