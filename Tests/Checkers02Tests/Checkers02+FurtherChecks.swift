import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Further wrong answers to exercises E02.8 and E02.9.

extension Checkers02 {
  static var moreWrongChecks: [AnswerOnTrial] { moreWrongTests + moreWrongBinarizers }

  private static var moreWrongTests: [AnswerOnTrial] {
    let test = Lesson02Answers.pullbackCheck
    return [
      AnswerOnTrial(
        test, "NaN passes",
        { v, p, x in
          check(v, p, x) { !(abs($0 - $1) > 1e-4 * max(abs($0), abs($1), 1e-12)) }
        }),
      AnswerOnTrial(
        test, "infinity passes",
        { v, p, x in
          check(v, p, x) { abs($0 - $1) <= 1e-4 * max(abs($0), abs($1), 1e-12) }
        }),
      AnswerOnTrial(
        test, "the solution's quotient, turned around",
        { v, p, x in
          check(v, p, x) { !(abs($0 - $1) / max(abs($0), abs($1), 1e-12) > 1e-4) }
        }),
      AnswerOnTrial(
        test, "entries that are not finite are skipped",
        { v, p, x in
          check(v, p, x) { !$0.isFinite || relative(1e-4)($0, $1) }
        }),
      AnswerOnTrial(
        test, "the first four entries",
        { v, p, x in
          check(v, p, x, entries: Array(x.indices.prefix(4).dropFirst()), close: relative(1e-4))
        }),
      AnswerOnTrial(
        test, "the largest error against the largest gradient",
        { v, p, x in
          var (error, largest) = (0.0, 0.0)
          _ = check(v, p, x) {
            error = max(error, abs($0 - $1))
            largest = max(largest, abs($1))
            return true
          }
          return error <= 0.1 * largest
        }),
      AnswerOnTrial(
        test, "the mean error",
        { v, p, x in
          var (error, size) = (0.0, 0.0)
          _ = check(v, p, x) {
            error += $0 - $1
            size += abs($1)
            return true
          }
          return abs(error) <= 1e-4 * size
        }),
      AnswerOnTrial(test, "signs alone", { v, p, x in check(v, p, x) { ($0 < 0) == ($1 < 0) } }),
      AnswerOnTrial(
        test, "nine of ten entries",
        { v, p, x in
          var wrong = 0
          _ = check(v, p, x) {
            wrong += relative(1e-4)($0, $1) ? 0 : 1
            return true
          }
          return wrong <= 1
        }),
      AnswerOnTrial(
        test, "at zero", { v, p, x in check(v, p, x.map { _ in 0 }, close: relative(1e-4)) }),
      AnswerOnTrial(
        test, "twice as far", { v, p, x in check(v, p, x, h: 1e-14, close: relative(1e-2)) }),
      AnswerOnTrial(
        test, "the pullback is linear in d",
        { v, p, x in
          let d = v(x).map { _ in 1.0 }
          return zip(p(x, d.map { 2 * $0 }), p(x, d)).allSatisfy { relative(1e-9)($0, 2 * $1) }
        }),
    ]
  }

  private static var moreWrongBinarizers: [AnswerOnTrial] {
    let binarizer = Lesson02Answers.binarizer
    let sign: @Sendable (Scalar) -> Scalar = { $0 < 0 ? -1 : 1 }
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(
        binarizer, "a window of 2", { x in binarize(x, sign, { d, x in abs(x) <= 2 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "a window of one half",
        { x in binarize(x, sign, { d, x in abs(x) <= 0.5 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "a triangle", { x in binarize(x, sign, { d, x in d * max(0, 1 - abs(x)) }) }),
      AnswerOnTrial(
        binarizer, "the lower side stops",
        { x in binarize(x, sign, { d, x in x >= 0 && x <= 1 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "zeros stop",
        { x in binarize(x, sign, { d, x in x != 0 && abs(x) <= 1 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "gradients of magnitude 1",
        { x in binarize(x, sign, { d, x in abs(x) <= 1 ? (d < 0 ? -1 : 1) : 0 }) }),
      AnswerOnTrial(binarizer, "zeros and ones", { x in binarize(x, { $0 < 0 ? 0 : 1 }) }),
      AnswerOnTrial(
        binarizer, "a third of d", { x in binarize(x, sign, { d, x in abs(x) <= 1 ? d / 3 : 0 }) }),
      AnswerOnTrial(
        binarizer, "numbers outside of the window stay",
        { x in binarize(x, { abs($0) > 10 ? $0 : sign($0) }) }),
      AnswerOnTrial(
        binarizer, "a window by d", { x in binarize(x, sign, { d, _ in abs(d) <= 1 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "the mask of the last call",
        { x in
          let mask = x.value.map { x in abs(x) <= 1 ? 1 : 0 }
          let last = memory.tensor
          memory.tensor = mask
          let used = last?.shape == mask.shape ? last ?? mask : mask
          return .result(of: Primitive.straightThrough, x.value.map { x in sign(x) }) { _ in
            [x.pullback { d in d * used }]
          }
        }),
    ]
  }
}
