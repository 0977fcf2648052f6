import Answers10
import Course
import TestSupport
import Testing

/// Attempts at fooling the checkers of lesson 10, by someone who has read them, and right answers that
/// look unlike the solution.
struct Lesson10FoolingTests {
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
