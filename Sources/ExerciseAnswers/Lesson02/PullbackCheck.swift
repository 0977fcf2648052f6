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
    if abs(measured - claimed[index]) / scale > 1e-4 { return false }
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
          it is, entries that are exchanged, a forgotten slope, very small numbers, and two that the usual \
          check lets through, which takes the sum of the outputs for a loss. A function may have more \
          or fewer outputs than inputs, and ignore an input. All functions are smooth and all numbers are of double precision. Call the \
          functions as often as you like.

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
            waved through; a tolerance of 10⁻⁴ and a step of 10⁻⁵ leave room for rounding. Look at \
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
      mistakes: [
        .init(
          "the sum of the outputs is the loss",
          explanation: """
            With all weights 1 the sum of a softmax is constant, and so is that of a standardization: \
            the right gradient is 0, and so is that of many wrong pullbacks. Weights must be uneven.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: value(x).map { _ in 1 })
          }),
        .init(
          "only one entry is compared",
          explanation: """
            A pullback that is wrong in another entry passes. Bugs at the edges of arrays are wrong in \
            one entry only.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: uneven(value(x).count), entries: 0..<1)
          }),
        .init(
          "the signs are not compared",
          explanation: """
            The magnitudes agree while the signs do not: a descent that climbs passes the check.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: uneven(value(x).count)) { claimed, measured in
              isClose(abs(claimed), abs(measured))
            }
          }),
        .init(
          "an absolute tolerance",
          explanation: """
            A difference of 10⁻⁵ is nothing for a gradient of 1 and everything for one of 10⁻⁶. Small \
            gradients pass whatever they are.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: uneven(value(x).count)) { claimed, measured in
              abs(claimed - measured) < 1e-5
            }
          }),
        .init(
          "right pullbacks are rejected",
          explanation: """
            All of them, for rounding: with h = 10⁻¹³ the two values agree in all but three digits, and \
            what is left of their difference meets no tolerance. A step of 10⁻⁵ keeps about ten.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: uneven(value(x).count), step: 1e-13)
          }),
        .init(
          "checked near zero only",
          explanation: """
            Near zero tanh is nearly a straight line, and a pullback that forgets its slope is right to \
            six digits at inputs of a thousandth. Check where the function bends.
            """,
          { value, pullback, x in
            let near = x.map { $0 * 1e-3 }
            return agrees(value, pullback, near, cotangent: uneven(value(x).count), step: 1e-7)
          }),
        .init(
          "a tolerance of 20 %",
          explanation: """
            Central differences in double precision are far better than that. A \
            loose tolerance is a habit from Float; what it lets through are factors near 1, such as n − 1 \
            for n or a forgotten ε.
            """,
          { value, pullback, x in
            agrees(value, pullback, x, cotangent: uneven(value(x).count)) { claimed, measured in
              abs(claimed - measured) <= 0.2 * max(abs(claimed), abs(measured), 1e-12)
            }
          }),
        .init(
          "the sums of the entries are compared",
          explanation: """
            One number for the whole gradient agrees for entries that are exchanged, and for errors that \
            cancel. Compare entry by entry.
            """,
          { value, pullback, x in
            let d = uneven(value(x).count)
            let measured = x.indices.reduce(0) { sum, index in
              var (above, below) = (x, x)
              above[index] += 1e-5
              below[index] -= 1e-5
              let change = zip(value(above), value(below)).map { $0 - $1 }
              return sum + zip(d, change).reduce(0) { $0 + $1.0 * $1.1 } / 2e-5
            }
            return isClose(pullback(x, d).reduce(0, +), measured)
          }),
        .init(
          "only the first output is weighed",
          explanation: """
            A loss that is the first output alone says nothing of the pullback's other columns.
            """,
          { value, pullback, x in
            agrees(
              value, pullback, x, cotangent: value(x).indices.map { $0 == 0 ? 1 : 0 })
          }),
      ],
      impostors: .init(
        zero: { _, _, _ in false }, notANumber: nil, identity: { _, _, _ in true }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        // Away from zero and from each other, so that no wrong pullback is right by accident.
        let x = (0..<4).map {
          (0.4 + 0.5 * Double($0) + 0.2 * generator.uniform()) * ($0 == Int(seed % 4) ? -1 : 1)
        }
        return SuspectPullback.all.map { suspect in
          let wanted = Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          return Probe("\(suspect.isRight ? "right" : "wrong"): \(suspect.name)", wanted: wanted) {
            let accepted = try $0(suspect.value, suspect.pullback, x)
            return Answer(.word("the test", accepted ? "accepts" : "rejects"))
          }
        }
      })
  }
}

extension Lesson02Answers {
  /// Whether a pullback agrees with central differences for one cotangent.
  private static func agrees(
    _ value: ([Double]) -> [Double], _ pullback: ([Double], [Double]) -> [Double], _ x: [Double],
    cotangent d: [Double], entries: Range<Int>? = nil, step: Double = 1e-5,
    by accepts: (Double, Double) -> Bool = isClose
  ) -> Bool {
    let claimed = pullback(x, d)
    return (entries ?? x.indices).allSatisfy { index in
      var (above, below) = (x, x)
      above[index] += step
      below[index] -= step
      let change = zip(value(above), value(below)).map { $0 - $1 }
      return accepts(claimed[index], zip(d, change).reduce(0) { $0 + $1.0 * $1.1 } / (2 * step))
    }
  }

  private static func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-4 * max(abs(a), abs(b), 1e-12)
  }

  /// Weights of outputs that are neither equal nor special.
  private static func uneven(_ count: Int) -> [Double] {
    var generator = SplitMix64(seed: 99)
    return (0..<count).map { _ in generator.normalPair().0 }
  }
}
