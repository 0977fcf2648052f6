import Answers00
import Course
import Exercises00
import TestSupport
import Testing

/// What every exercise of the self-check promises, attempts at fooling its checkers by someone who has read
/// them, and right answers that look unlike the solution.
struct Checkers00 {
  @Test(
    arguments: ExerciseContract.claims(
      on: Lesson00Answers.all, attempts: CheckLesson00.attempts))
  func `every exercise keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test(arguments: wrong) func `a wrong answer is rejected`(_ answer: AnswerOnTrial) {
    answer.expectRejection()
  }

  @Test(arguments: right) func `an unusual right answer passes`(_ answer: AnswerOnTrial) {
    answer.expectPass()
  }

  @Test func `every checker was tried often enough`() {
    // The exercises take five minutes, and half as many answers come to mind as to one of twenty.
    AnswerOnTrial.expectEnough(
      for: Lesson00Answers.all, wrong: Self.wrong, right: Self.right, leastWrong: 10, leastRight: 3)
  }

  static var wrong: [AnswerOnTrial] {
    wrongProducts + wrongAngles + wrongEigenvalues + wrongShapes + wrongPartials + wrongChains
      + wrongPullbacks + wrongMasks + wrongSums + wrongMoments + wrongCoins + wrongProbabilities
      + wrongLoops
  }

  static var right: [AnswerOnTrial] {
    rightProducts + rightAngles + rightEigenvalues + rightShapes + rightPartials + rightChains
      + rightPullbacks + rightMasks + rightSums + rightMoments + rightCoins + rightProbabilities
      + rightLoops
  }
}

/// What leaves a list of right numbers wrong.
struct Spoiler: Sendable {
  let words: String
  let spoil: @Sendable ([Double]) -> [Double]

  init(_ words: String, _ spoil: @escaping @Sendable ([Double]) -> [Double]) {
    self.words = words
    self.spoil = spoil
  }

  /// Spoilers for most exercises; the last one remembers its calls.
  static var all: [Spoiler] {
    let memory = AnswerMemory()
    return [
      Spoiler("negated") { $0.map { -$0 } }, Spoiler("halved") { $0.map { $0 / 2 } },
      Spoiler("a hundred-thousandth off") { $0.map { $0 * 1.00001 } },
      Spoiler("magnitudes") { $0.map { abs($0) } },
      Spoiler("whole numbers") { $0.map { $0.rounded() } },
      Spoiler("three digits") { $0.map { ($0 * 1000).rounded() / 1000 } },
      Spoiler("within ±10") { $0.map { min(10, max(-10, $0)) } },
      Spoiler("only the first") { numbers in numbers.indices.map { $0 == 0 ? numbers[0] : 0 } },
      Spoiler("the last is 0") { $0.dropLast() + [0] },
      Spoiler("in the other order") { $0.reversed() },
      Spoiler("right at first") { memory.next() > 12 ? $0.map { _ in 0.5 } : $0 },
    ]
  }

  /// Every spoiler in an answer to an exercise.
  ///
  /// - Parameters:
  ///   - exercise: The exercise.
  ///   - exceptions: The words of spoilers that leave this exercise's answers right.
  ///   - adapt: The right answer, with its numbers put through a spoiler.
  /// - Returns: An answer for each spoiler.
  static func answers<Implementation>(
    _ exercise: Assignment<Implementation>, but exceptions: Set<String> = [],
    _ adapt: (@escaping @Sendable ([Double]) -> [Double]) -> Implementation
  ) -> [AnswerOnTrial] {
    all.filter { !exceptions.contains($0.words) }.map {
      AnswerOnTrial(exercise, $0.words, adapt($0.spoil))
    }
  }
}

/// What an answer throws that gives up.
struct GivingUp: Error {}
