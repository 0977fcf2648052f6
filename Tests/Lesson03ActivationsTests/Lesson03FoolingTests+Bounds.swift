import Answers03
import Course
import TestSupport

// Answers to exercises E03.5 and E03.6 that are right up to a bound on a number or a count.

extension Lesson03FoolingTests {
  /// Right up to a bound on the numbers.
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
    ]
  }
}
