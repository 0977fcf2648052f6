import Answers07
import Course
import TensorCore
import TestSupport

// Answers to exercise E07.8.

extension Checkers07 {
  /// A test of an optimizer, with what an answer changes.
  private static func check(
    _ words: String, count: Int = 6, rate: Double = 0.01, still: Double? = 0,
    zeroRate: Double? = 0.1, factor: Double? = 2, orders: [[Int]] = [[5, 4, 3, 2, 1, 0]],
    alone: [Int] = [0, 1, 2, 3, 4, 5], stepCount: Int = 2, resumes: Bool = true,
    between: Int = 1, tolerance: Double = 1e-9,
    sign: @escaping @Sendable (_ move: Double, _ gradient: Double) -> Bool = { $0 * $1 < 0 },
    verdict: @escaping @Sendable (Bool) -> Bool = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.optimizerCheck, words,
      { step in
        let start = Array([1.5, -0.4, 0.9, -3, 0.25, 2].prefix(count))
        let slopes = [[0.4, -2, 0.1, 1.5, -0.3, 0.7], [-2, 0.5, 0.8, -0.2, 1, -1.1]]
          .map { Array($0.prefix(count)) }
        let members = (orders + [Array(0..<6)]).map { $0.filter { $0 < count } }
        @Sendable func end(_ order: [Int]) -> [Double] {
          var (values, memory) = (order.map { start[$0] }, [Double]())
          for index in 0..<stepCount {
            (values, memory) = step(values, order.map { slopes[index][$0] }, memory, rate)
          }
          return values
        }
        @Sendable func agree(_ a: [Double], _ b: [Double]) -> Bool {
          a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
        }
        let whole = end(members[members.count - 1])
        if let still, step(start, slopes[0], [], still).values != start { return verdict(false) }
        if let zeroRate {
          let calm = step(start, start.map { _ in 0 }, [], zeroRate).values
          if !agree(calm, start) { return verdict(false) }
        }
        for order in members where !agree(end(order), order.map { whole[$0] }) {
          return verdict(false)
        }
        for place in alone where place < count && !agree(end([place]), [whole[place]]) {
          return verdict(false)
        }
        let first = step(start, slopes[0], [], rate)
        let moves = zip(first.values, start).map { $0 - $1 }
        if !zip(moves, slopes[0]).allSatisfy(sign) { return verdict(false) }
        if let factor {
          let other = step(start, slopes[0], [], factor * rate).values
          let wanted = zip(start, moves).map { $0 + factor * $1 }
          if !agree(other, wanted) { return verdict(false) }
        }
        if resumes, stepCount == 2 {
          _ = step(start, slopes[between], [], rate)
          let next = step(first.values, slopes[1], first.memory, rate).values
          if !agree(next, whole) { return verdict(false) }
        }
        return verdict(true)
      })
  }

  static var wrongOptimizerChecks: [AnswerOnTrial] {
    let exercise = Lesson07Answers.optimizerCheck
    let memory = AnswerMemory()
    return [
      check("one parameter", count: 1), check("one parameter, and no rate 0", count: 1, still: nil),
      check("no rate 0", still: nil), check("a rate that is nearly 0", still: 0.01, factor: nil),
      check("no gradients of zero", zeroRate: nil), check("zeros at the rate 0", zeroRate: 0),
      check("one rate", factor: nil), check("the same rate twice", factor: 1),
      check("neither order nor apart", orders: [], alone: []),
      check("one step", stepCount: 1), check("no second run", resumes: false),
      check("the second run has the same gradients", between: 0),
      check("any move", sign: { move, _ in move != 0 }),
      check("any direction", sign: { _, _ in true }),
      check("the wrong direction", sign: { $0 * $1 > 0 }),
      check("down alone", sign: { move, gradient in gradient < 0 || move < 0 }),
      check("up alone", sign: { move, gradient in gradient > 0 || move > 0 }),
      check(
        "only large gradients count", sign: { move, gradient in abs(gradient) < 5 || move < 0 }),
      check("a tolerance of 1", tolerance: 1), check("a tolerance of 0.01", tolerance: 0.01),
      check("no tolerance below 0", tolerance: -1), check("the other way round", verdict: { !$0 }),
      check("accepts whatever", verdict: { _ in true }),
      check(
        "as gradient descent has it",
        sign: { move, gradient in
          abs(move + 0.01 * gradient) < 1e-9
        }),
      check(
        "small steps alone",
        sign: { move, gradient in
          move * gradient < 0 && abs(move) < 0.005
        }),
      check(
        "steps of the rate alone",
        sign: { move, gradient in
          move * gradient < 0 && abs(abs(move) - 0.01) < 1e-4
        }),
      AnswerOnTrial(exercise, "without memory alone", { $0([1], [1], [], 0.1).memory.isEmpty }),
      AnswerOnTrial(exercise, "with memory alone", { !$0([1], [1], [], 0.1).memory.isEmpty }),
      AnswerOnTrial(exercise, "every other one", { _ in memory.next().isMultiple(of: 2) }),
      AnswerOnTrial(exercise, "the first six", { _ in (memory.next() - 1) % 20 < 6 }),
    ]
  }

  static var rightOptimizerChecks: [AnswerOnTrial] {
    [
      check("reversed and apart"), check("apart alone", orders: []),
      check("three parameters", count: 3, orders: [[2, 0, 1]]),
      check("ten times the rate", rate: 0.005, factor: 10), check("half of the rate", factor: 0.5),
      check("orders alone, many of them", orders: [[1], [2], [3], [4, 2], [0]], alone: []),
      check("a tolerance of 10⁻⁶", tolerance: 1e-6),
    ]
  }
}
