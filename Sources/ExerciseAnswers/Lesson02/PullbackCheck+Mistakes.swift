import Course
import TensorCore

// Checks of pullbacks that are not good enough (exercise E02.8).

extension Lesson02Answers {
  static var pullbackCheckMistakes: [Assignment<PullbackTest>.NamedMistake] {
    [
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
          All of them, for rounding: with h = 10⁻¹³ the two values agree in all but three digits, and a \
          tolerance below 10⁻⁹ asks for digits that no central difference has.
          """,
        { value, pullback, x in
          agrees(value, pullback, x, cotangent: uneven(value(x).count), step: 1e-13)
        }),
      .init(
        "checked near zero only",
        explanation: """
          Near zero tanh is a straight line, and a pullback that forgets its slope is right to \
          eight digits. Check where the function bends.
          """,
        { value, pullback, x in
          let near = x.map { $0 * 1e-3 }
          return agrees(value, pullback, near, cotangent: uneven(value(x).count), step: 1e-7)
        }),
      .init(
        "a tolerance of 20 %",
        explanation: """
          Central differences of smooth functions in double precision agree to eight digits or more. A \
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
      .init(
        "NaN passes",
        explanation: """
          Every comparison with NaN is false, so that a test which looks for errors above a tolerance finds \
          none. Ask whether the error is small, not whether it is large; a gradient that is NaN is the one \
          that you want to hear of.
          """,
        { value, pullback, x in
          agrees(value, pullback, x, cotangent: uneven(value(x).count)) { claimed, measured in
            !(abs(claimed - measured) > 1e-4 * max(abs(claimed), abs(measured), 1e-12))
          }
        }),
      .init(
        "infinity passes",
        explanation: """
          The tolerance is scaled by the larger of the two magnitudes, and the larger one is infinite: every \
          difference is within it. Scale by what was measured, or ask first whether the claim is finite.
          """,
        { value, pullback, x in
          agrees(value, pullback, x, cotangent: uneven(value(x).count)) { claimed, measured in
            abs(claimed - measured) <= 1e-4 * max(abs(claimed), abs(measured), 1e-12)
          }
        }),
    ]
  }
}

extension Lesson02Answers {
  /// Whether a pullback agrees with central differences for one cotangent.
  static func agrees(
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
    a.isFinite && abs(a - b) <= 1e-4 * max(abs(a), abs(b), 1e-12)
  }

  /// Weights of outputs that are neither equal nor special.
  private static func uneven(_ count: Int) -> [Double] {
    var generator = SplitMix64(seed: 99)
    return (0..<count).map { _ in generator.normalPair().0 }
  }
}
