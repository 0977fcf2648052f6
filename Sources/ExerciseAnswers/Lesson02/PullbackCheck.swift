public import Course
import TensorCore

/// A test of a pullback: whether it belongs to a function.
///
/// It takes the function, the pullback under test, and the point at which to test.
public typealias PullbackTest =
  @Sendable (
    _ value: ([Double]) -> [Double], _ pullback: (_ x: [Double], _ d: [Double]) -> [Double],
    _ x: [Double]
  ) throws -> Bool

// solution begins
func acceptsPullback(
  value: ([Double]) -> [Double], pullback: (_ x: [Double], _ d: [Double]) -> [Double],
  at x: [Double]
) throws -> Bool {
  var generator = SplitMix64(seed: 0)
  let d = value(x).map { _ in generator.normalPair().0 }
  func loss(_ x: [Double]) -> Double { zip(d, value(x)).reduce(0) { $0 + $1.0 * $1.1 } }
  let claimed = pullback(x, d)
  for index in x.indices {
    var (above, below) = (x, x)
    above[index] += 1e-5
    below[index] -= 1e-5
    let measured = (loss(above) - loss(below)) / 2e-5
    let scale = max(abs(measured), abs(claimed[index]), 1e-12)
    // Written so that NaN, and infinity over infinity, fail.
    guard abs(measured - claimed[index]) / scale <= 1e-4 else { return false }
  }
  return true
}
// solution ends

extension Lesson02Answers {
  /// Write a gradient check that cannot be fooled.
  public static var pullbackCheck: Assignment<PullbackTest> {
    Assignment<PullbackTest>(
      Exercise(
        id: .exercise(2, 8), title: "A check that cannot be fooled",
        kind: .writeTest, minutes: 25, difficulty: .hard, fileName: "PullbackCheck.swift",
        statement: """
          Write the test that every hand-written backward pass should go through: given a function of \
          several numbers and a claimed pullback, say whether the pullback is right. A pullback takes \
          the point x and the gradient d of some loss with respect to the outputs, and returns the \
          gradient of that loss with respect to x.

          Your test is tried on right pullbacks, all of which it must accept, and on wrong ones, all \
          of which it must reject: factors, down to half a percent, and signs, one wrong entry wherever \
          it is, entries that are exchanged, a forgotten slope, very small numbers, NaN and infinity, and \
          two that the usual check lets through, which takes the sum of the outputs for a loss. A function \
          may have more or fewer outputs than inputs, and ignore an input. All functions are smooth and all \
          numbers are of double precision. Call the functions as often as you like.

              value: { $0.map { $0 * $0 } }, pullback: { x, d in zip(x, d).map { 2 * $0 * $1 } }    // true
          """,
        hints: Exercise.Hints(
          nudge: """
            The sum of a softmax's outputs is always 1. What is its gradient, and what does a check \
            learn from it?
            """,
          approach: """
            Make the outputs one number by weights that are neither all equal nor special, drawn once \
            from a seeded generator. Differentiate that number by every input with central \
            differences, and compare each with what the pullback returns for the same weights.
            """,
          almostThere: """
            Compare relative to the larger of the two magnitudes, so that small gradients are not \
            waved through, and ask whether the difference is small, so that NaN is not; a \
            tolerance of 10⁻⁴ and a step of 10⁻⁵ leave room for rounding. Look at \
            every entry, at the point as it was given.
            """)),
      solution: acceptsPullback(value:pullback:at:),
      alternative: { value, pullback, x in
        // The whole Jacobian, output by output.
        let outputCount = value(x).count
        return (0..<outputCount).allSatisfy { output in
          let d = (0..<outputCount).map { $0 == output ? 1.0 : 0.0 }
          return agrees(value, pullback, x, cotangent: d)
        }
      },
      mistakes: pullbackCheckMistakes,
      impostors: .init(
        zero: { _, _, _ in false }, notANumber: nil, identity: { _, _, _ in true }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        // Away from zero and from each other, so that no wrong pullback is right by accident; four, five
        // or three numbers, so that nobody counts on one of these.
        let count = 3 + Int(seed % 3)
        let x = (0..<count).map {
          (0.4 + 0.5 * Double($0) + 0.2 * generator.uniform()) * ($0 == Int(seed) % count ? -1 : 1)
        }
        let many = (0..<70).map { _ in 0.4 + 1.6 * generator.uniform() }
        let tried =
          SuspectPullback.all(count).map { ($0, x) } + SuspectPullback.ofMany.map { ($0, many) }
        return tried.map { suspect, x in
          let wanted = Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          return Probe("\(suspect.isRight ? "right" : "wrong"): \(suspect.name)", wanted: wanted) {
            let accepted = try $0(suspect.value, suspect.pullback, x)
            return Answer(.word("the test", accepted ? "accepts" : "rejects"))
          }
        }
      })
  }
}
