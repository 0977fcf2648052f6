import Answers03
import Course
import TensorCore
import TestSupport

// Answers to exercises E03.5 and E03.6 that are right up to a bound, and in all but a few places.

extension Checkers03 {
  /// Right up to a bound on the numbers, with a cut tail, or with another winner.
  static var boundedCurves: [AnswerOnTrial] {
    let last = Lesson03Answers.stableSoftplus
    let unit = Lesson03Answers.maxoutUnit
    return [
      AnswerOnTrial(last, "0 below −500", { x in x < -500 ? (0, 0) : softplus(x) }),
      AnswerOnTrial(
        last, "a value of 10⁻³⁰⁰ at least",
        { x in
          (max(1e-300, softplus(x).value), softplus(x).slope)
        }),
      AnswerOnTrial(last, "infinite above 10³", { x in x > 1e3 ? (.infinity, 1) : softplus(x) }),
      AnswerOnTrial(
        unit, "a search from −1000",
        { s, b, x in
          let best = maxout(s, b, x)
          return best.value > -1000 ? best : (-1000, 0)
        }),
      AnswerOnTrial(
        unit, "eight lines at most",
        { s, b, x in
          maxout(Array(s.prefix(8)), Array(b.prefix(8)), x)
        }),
    ] + cutTails + otherWinners
  }

  /// Softplus with a threshold, or a slope that is nearly right.
  private static var cutTails: [AnswerOnTrial] {
    func wrong(
      _ words: String, _ change: @escaping @Sendable (_ x: Double, _ right: Pair) -> Pair
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson03Answers.stableSoftplus, words, { change($0, softplus($0)) })
    }
    return [
      wrong("x above 5") { x, p in (x > 5 ? x : p.value, p.slope) },
      wrong("x above 16") { x, p in (x > 16 ? x : p.value, p.slope) },
      wrong("eˣ below −5") { x, p in (x < -5 ? .exp(x) : p.value, p.slope) },
      wrong("eˣ below −16") { x, p in (x < -16 ? .exp(x) : p.value, p.slope) },
      wrong("a slope of 1 above 10") { x, p in (p.value, x > 10 ? 1 : p.slope) },
      wrong("a slope of eˣ below −10") { x, p in (p.value, x < -10 ? .exp(x) : p.slope) },
      wrong("a slope of 0 below −100") { x, p in (p.value, x < -100 ? 0 : p.slope) },
      wrong("a slope from one side") { x, p in
        (p.value, (softplus(x + 1e-6).value - p.value) / 1e-6)
      },
      wrong("a slope from both sides") { x, p in
        (p.value, (softplus(x + 1e-5).value - softplus(x - 1e-5).value) / 2e-5)
      },
      wrong("two terms of the tail") { x, p in
        let tail = Double.exp(-abs(x))
        return (
          max(0, x) + (x.magnitude < 2 ? .log(onePlus: tail) : tail - tail * tail / 2), p.slope
        )
      },
      wrong("a tail in single precision") { x, p in
        (max(0, x) + Double(Float(p.value - max(0, x))), p.slope)
      },
    ]
  }

  /// Maxout with another winner where values are equal, nearly equal, or many.
  private static var otherWinners: [AnswerOnTrial] {
    /// The slope of one of the lines whose value is greatest.
    func tie(
      _ words: String, slack: Double = 0, _ slope: @escaping @Sendable ([Double]) -> Double
    ) -> AnswerOnTrial {
      AnswerOnTrial(
        Lesson03Answers.maxoutUnit, words,
        { s, b, x in
          let best = maxout(s, b, x)
          return (
            best.value,
            slope(s.indices.filter { s[$0] * x + b[$0] >= best.value - slack }.map { s[$0] })
          )
        })
    }
    func wrong(
      _ words: String, _ change: @escaping @Sendable ([Double], [Double], Double) -> Pair
    ) -> AnswerOnTrial { AnswerOnTrial(Lesson03Answers.maxoutUnit, words, { change($0, $1, $2) }) }
    return [
      tie("in a tie the steepest") { $0.max() ?? 0 },
      tie("in a tie the flattest") { $0.min() ?? 0 },
      tie("in a tie the mean") { $0.reduce(0, +) / Double($0.count) },
      tie("in a tie the sum") { $0.reduce(0, +) },
      tie("in a tie none") { $0.count == 1 ? $0[0] : 0 },
      tie("a tie is within 10⁻⁹", slack: 1e-9) { $0[0] },
      tie("a tie is within 10⁻¹¹", slack: 1e-11) { $0[0] },
      wrong("a search from the least normal number") { s, b, x in
        let best = maxout(s, b, x)
        return best.value > .leastNormalMagnitude ? best : (.leastNormalMagnitude, 0)
      },
      wrong("the first and the last line") { s, b, x in
        maxout([s[0], s[s.count - 1]], [b[0], b[b.count - 1]], x)
      },
      wrong("no slope at 0") { s, b, x in
        (maxout(s, b, x).value, x == 0 ? 0 : maxout(s, b, x).slope)
      },
      wrong("values of 10¹⁵ at most") { s, b, x in
        let best = maxout(s, b, x)
        return (max(-1e15, min(1e15, best.value)), best.slope)
      },
    ]
  }
}
