import Answers05
import Course
import Exercises05
import TestSupport
import Testing

/// What every exercise of lesson 05 promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers05 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson05Answers.all, attempts: CheckLesson05.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(
    .enabled(if: AnswerOnTrial.hasAllDigits, "some differ in digits that Float has not"),
    arguments: wrong)
  func `a wrong answer is rejected`(_ answer: AnswerOnTrial) { answer.expectRejection() }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    AnswerOnTrial.expectEnough(for: Lesson05Answers.all, wrong: Self.wrong, right: Self.right)
  }

  static var wrong: [AnswerOnTrial] {
    wrongMomenta + wrongAverages + wrongGhosts + wrongRenewals + wrongTunings + wrongGroups
      + wrongGradients + wrongServing + wrongBounds + wrongCases
  }

  static var right: [AnswerOnTrial] {
    rightMomenta + rightAverages + rightGhosts + rightRenewals + rightTunings + rightGroups
      + rightGradients + rightServing
  }

  /// Mean and variance of some numbers, divided by the count less a correction.
  static func moments(
    _ numbers: [Double], correction: Double = 0
  ) -> (mean: Double, variance: Double) {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    return (mean, numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - correction))
  }

  /// The variance as the mean square less the square of the mean, which loses digits.
  static func shortcut(
    _ numbers: [Double], correction: Double = 0
  ) -> (mean: Double, variance: Double) {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let square = numbers.reduce(0) { $0 + $1 * $1 } / count
    return (mean, (square - mean * mean) * count / (count - correction))
  }
}
