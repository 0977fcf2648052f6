import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

/// Attempts at fooling the checkers of lesson 01, by someone who has read them, and right answers that
/// look unlike the solution.
struct Lesson01FoolingTests {
  @Test(
    .enabled(if: MemoryLayout<Scalar>.size == 8, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) {
    guard case .failed = answer.verdict() else {
      Issue.record("\(answer.testDescription): \(answer.verdict())")
      return
    }
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    #expect(answer.verdict() == .passed)
  }

  static var wrong: [AnswerOnTrial] {
    wrongCosts + wrongHuber + wrongMean + wrongPoisson + wrongPocket + wrongXOR + wrongLeak
  }
}
