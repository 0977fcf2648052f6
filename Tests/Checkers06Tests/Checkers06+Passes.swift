import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.7.

extension Checkers06 {
  /// Both passes of dropout from one mask each, with what an answer changes.
  private static func passes(
    _ words: String,
    mask: @escaping @Sendable (_ draw: Double, _ x: Double, _ p: Double) -> Double = { u, _, p in
      u < p ? 0 : 1 / (1 - p)
    },
    backward: @escaping @Sendable (_ mask: [Double], _ x: [Double], _ p: Double) -> [Double] = {
      mask, _, _ in mask
    },
    evaluation: @escaping @Sendable ([Double], _ p: Double) -> [Double] = { x, _ in x },
    finally: @escaping @Sendable ([Double]) -> [Double] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.bothPasses, words,
      { x, upstream, p, isTraining, draw in
        guard isTraining else { return (evaluation(x, p), evaluation(upstream, p)) }
        let factors = x.map { mask(draw(), $0, p) }
        return (
          finally(zip(x, factors).map(*)), finally(zip(upstream, backward(factors, x, p)).map(*))
        )
      })
  }

  static var wrongPasses: [AnswerOnTrial] {
    let exercise = Lesson06Answers.bothPasses
    let memory = AnswerMemory()
    return [
      passes("dropped above", mask: { u, _, p in u > p ? 0 : 1 / (1 - p) }),
      passes("dropped at the limit", mask: { u, _, p in u <= p ? 0 : 1 / (1 - p) }),
      passes(
        "at least a little is kept",
        mask: { u, _, p in u < min(p, 0.99) ? 0 : 1 / (1 - min(p, 0.99)) }),
      passes("always scaled by 2", mask: { u, _, p in u < p ? 0 : 2 }),
      passes("scaled by 1 + p", mask: { u, _, p in u < p ? 0 : 1 + p }),
      passes("scaled by 1 / p", mask: { u, _, p in u < p ? 0 : 1 / max(p, 1e-9) }),
      passes("the root of the scale", mask: { u, _, p in u < p ? 0 : 1 / (1 - p).squareRoot() }),
      passes("an epsilon in the scale", mask: { u, _, p in u < p ? 0 : 1 / (1 - p + 1e-6) }),
      passes("negative inputs are kept", mask: { u, x, p in u < p && x > 0 ? 0 : 1 / (1 - p) }),
      passes("never dropped", mask: { _, _, p in p < 1 ? 1 / (1 - p) : 0 }),
      passes(
        "draws rounded to tenths",
        mask: { u, _, p in (u * 10).rounded() / 10 < p ? 0 : 1 / (1 - p) }),
      passes("the gradient without a mask", backward: { m, _, _ in m.map { _ in 1 } }),
      passes(
        "the gradient scaled everywhere",
        backward: { m, _, p in m.map { _ in p < 1 ? 1 / (1 - p) : 0 } }),
      passes(
        "the complement's gradient", backward: { m, _, p in m.map { $0 == 0 ? 1 / (1 - p) : 0 } }),
      passes("the mask in reverse", backward: { m, _, _ in m.reversed() }),
      passes("the mask twice", backward: { m, _, _ in m.map { $0 * $0 } }),
      passes("the gradient times the input", backward: { m, x, _ in zip(m, x).map(*) }),
      passes("no gradient", backward: { m, _, _ in m.map { _ in 0 } }),
      passes("evaluation by 1 − p", evaluation: { x, p in x.map { $0 * (1 - p) } }),
      passes("evaluation by 1 / (1 − p)", evaluation: { x, p in x.map { $0 / (1 - p) } }),
      passes("evaluation of 1 is zero", evaluation: { x, p in p == 1 ? x.map { _ in 0 } : x }),
      passes("in single precision", finally: { $0.map { Double(Float($0)) } }),
      passes("small numbers are lost", finally: { $0.map { abs($0) < 1e-6 ? 0 : $0 } }),
      passes("large numbers are clipped", finally: { $0.map { min($0, 1e6) } }),
      passes("three decimals", finally: { $0.map { ($0 * 1e3).rounded() / 1e3 } }),
      passes(
        "the first answer",
        finally: { x in
          let kept = memory.tensor ?? Tensor(x.map { Scalar($0) })
          memory.tensor = kept
          return kept.elementCount == x.count ? kept.scalars.map { Double($0) } : x
        }),
      AnswerOnTrial(
        exercise, "one number for all",
        { x, upstream, p, isTraining, draw in
          guard isTraining else { return (x, upstream) }
          let factor = draw() < p ? 0 : 1 / (1 - p)
          return (x.map { $0 * factor }, upstream.map { $0 * factor })
        }),
      AnswerOnTrial(
        exercise, "numbers drawn in evaluation",
        { x, upstream, p, isTraining, draw in
          let mask = x.map { _ in draw() < p ? 0 : 1 / (1 - p) }
          return isTraining ? (zip(x, mask).map(*), zip(upstream, mask).map(*)) : (x, upstream)
        }),
      AnswerOnTrial(
        exercise, "drawn from the last element on",
        { x, upstream, p, isTraining, draw in
          guard isTraining else { return (x, upstream) }
          let mask = Array(x.map { _ in draw() < p ? 0 : 1 / (1 - p) }.reversed())
          return (zip(x, mask).map(*), zip(upstream, mask).map(*))
        }),
      AnswerOnTrial(
        exercise, "zeros draw nothing",
        { x, upstream, p, isTraining, draw in
          guard isTraining else { return (x, upstream) }
          let mask = x.map { $0 == 0 ? 1 / (1 - p) : (draw() < p ? 0 : 1 / (1 - p)) }
          return (zip(x, mask).map(*), zip(upstream, mask).map(*))
        }),
      AnswerOnTrial(
        exercise, "scaled by what stayed",
        { x, upstream, p, isTraining, draw in
          guard isTraining else { return (x, upstream) }
          let kept = x.map { _ in draw() >= p }
          let scale = Double(x.count) / Double(max(1, kept.count { $0 }))
          return (
            zip(x, kept).map { $1 ? $0 * scale : 0 },
            zip(upstream, kept).map { $1 ? $0 * scale : 0 }
          )
        }),
    ]
  }

  static var rightPasses: [AnswerOnTrial] {
    let exercise = Lesson06Answers.bothPasses
    return [
      passes("in another order", mask: { u, _, p in u >= p ? 1 / (1 - p) : 0 }),
      passes(
        "divided at the end", mask: { u, _, p in Double(u < p ? 0 : 1) / (p < 1 ? 1 - p : 1) }),
      AnswerOnTrial(
        exercise, "numbers first",
        { x, upstream, p, isTraining, draw in
          let numbers = isTraining ? x.map { _ in draw() } : x.map { _ in 1 }
          let scale = isTraining ? 1 / (1 - p) : 1
          func masked(_ values: [Double]) -> [Double] {
            values.indices.map { numbers[$0] < p && isTraining ? 0 : scale * values[$0] }
          }
          return (masked(x), masked(upstream))
        }),
      AnswerOnTrial(
        exercise, "places of the kept",
        { x, upstream, p, isTraining, draw in
          guard isTraining else { return (x, upstream) }
          var (output, gradient) = (x.map { _ in 0.0 }, x.map { _ in 0.0 })
          for place in x.indices.filter({ _ in draw() >= p }) {
            output[place] = x[place] / (1 - p)
            gradient[place] = upstream[place] / (1 - p)
          }
          return (output, gradient)
        }),
      AnswerOnTrial(
        exercise, "from the last element, with numbers of the first",
        { x, upstream, p, isTraining, draw in
          let mask: [Double] = x.map { _ in isTraining ? (draw() < p ? 0 : 1 + p / (1 - p)) : 1 }
          let pairs = zip(zip(x, upstream), mask).reversed().map { ($0.0 * $1, $0.1 * $1) }
          return (pairs.reversed().map(\.0), pairs.reversed().map(\.1))
        }),
    ]
  }
}
