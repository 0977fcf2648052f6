import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Wrong answers to exercises E02.1 to E02.3.

extension Checkers02 {
  static var wrongPath: [AnswerOnTrial] {
    let path = Lesson02Answers.forgottenZeroing
    let right = [0.9, 0.71, 0.449, 0.1431]
    return [
      AnswerOnTrial(path, "infinite", { Array(repeating: .infinity, count: 4) }),
      AnswerOnTrial(path, "three steps", { Array(right.prefix(3)) }),
      AnswerOnTrial(path, "the start too", { [1] + right }),
      AnswerOnTrial(path, "one step more", { right + [-0.1769] }),
      AnswerOnTrial(path, "nothing", { [] }),
      AnswerOnTrial(path, "three decimals", { [0.9, 0.71, 0.449, 0.143] }),
      AnswerOnTrial(path, "momentum 0.9", { [0.9, 0.729, 0.5022, 0.247_86] }),
      AnswerOnTrial(path, "the sums", { [1, 1.9, 2.61, 3.059] }),
      AnswerOnTrial(path, "the losses", { right.map { $0 * $0 / 2 } }),
      AnswerOnTrial(path, "negative", { right.map { -$0 } }),
      AnswerOnTrial(path, "averaged", { [0.9, 0.805, 0.718, 0.64] }),
    ]
  }

  static func quotient(_ a: DualNumber, _ b: DualNumber) -> DualNumber {
    DualNumber(
      a.value / b.value,
      (a.derivative * b.value - a.value * b.derivative) / (b.value * b.value))
  }

  static func root(_ x: DualNumber) -> DualNumber {
    let r = x.value.squareRoot()
    return DualNumber(r, x.derivative / (2 * r))
  }

  static var wrongDuals: [AnswerOnTrial] {
    func answer(
      _ words: String,
      _ q: @escaping @Sendable (DualNumber, DualNumber) -> DualNumber = { quotient($0, $1) },
      _ r: @escaping @Sendable (DualNumber) -> DualNumber = { root($0) }
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson02Answers.dualNumbers, words, DualOperations(quotient: q, squareRoot: r))
    }
    @Sendable func difference(_ h: Double, _ f: (Double) -> Double) -> Double {
      (f(h) - f(-h)) / (2 * h)
    }
    let memory = AnswerMemory()
    return [
      answer("infinite derivative", { DualNumber($0.value / $1.value, .infinity) }),
      answer(
        "a difference with a finer step",
        { a, b in
          DualNumber(
            a.value / b.value,
            difference(1e-6) { (a.value + $0 * a.derivative) / (b.value + $0 * b.derivative) })
        }),
      answer(
        "Richardson's difference",
        { a, b in
          let f: (Double) -> Double = { t in
            (a.value + t * a.derivative) / (b.value + t * b.derivative)
          }
          let slope = (4 * difference(5e-4, f) - difference(1e-3, f)) / 3
          return DualNumber(a.value / b.value, slope)
        }),
      answer(
        "a difference for the root", { quotient($0, $1) },
        { x in
          DualNumber(
            x.value.squareRoot(), difference(1e-6) { (x.value + $0 * x.derivative).squareRoot() })
        }),
      answer(
        "the logarithmic derivative",
        { a, b in
          let q = a.value / b.value
          return DualNumber(q, q * (a.derivative / a.value - b.derivative / b.value))
        }),
      answer(
        "an epsilon in the divisor",
        { a, b in
          DualNumber(a.value / (b.value + 1e-8), quotient(a, b).derivative)
        }),
      answer(
        "an epsilon under the root", { quotient($0, $1) },
        { x in
          DualNumber((x.value + 1e-8).squareRoot(), root(x).derivative)
        }),
      answer(
        "constants only in the divisor",
        { a, b in DualNumber(a.value / b.value, a.derivative / b.value) }),
      answer(
        "magnitudes of the divisor",
        { a, b in
          DualNumber(a.value / b.value, quotient(a, b).derivative * (b.value < 0 ? -1 : 1))
        }),
      answer(
        "no derivative for negative dividends",
        { a, b in
          a.value < 0 ? DualNumber(a.value / b.value, 0) : quotient(a, b)
        }),
      answer(
        "large values are limited",
        { a, b in
          let q = quotient(a, b)
          return DualNumber(q.value, min(max(q.derivative, -1e3), 1e3))
        }),
      answer(
        "wrong roots below 1", { quotient($0, $1) },
        { x in x.value < 1 ? DualNumber(root(x).value, x.derivative) : root(x) }),
      answer(
        "wrong roots above 1000", { quotient($0, $1) },
        { x in x.value > 1000 ? DualNumber(root(x).value, 0) : root(x) }),
      answer(
        "right for the first calls", { memory.next() < 35 ? quotient($0, $1) : DualNumber(0, 0) }),
    ]
  }

  static func gradients(_ tape: Tape) -> [Double] {
    var g = Array(repeating: 0.0, count: tape.count)
    g[tape.count - 1] = 1
    for i in tape.indices.reversed() { for (o, s) in tape[i] { g[o] += s * g[i] } }
    return g
  }

  static var wrongTape: [AnswerOnTrial] {
    let tape = Lesson02Answers.tape
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(tape, "infinite", { $0.map { _ in .infinity } }),
      AnswerOnTrial(
        tape, "two operands at most", { t in gradients(t.map { Array($0.prefix(2)) }) }),
      AnswerOnTrial(
        tape, "doubled where used twice",
        { t in
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          for i in t.indices.reversed() {
            for (o, s) in t[i] {
              g[o] =
                t[i].count == 2 && t[i][0].operand == t[i][1].operand
                ? 2 * s * g[i] : g[o] + s * g[i]
            }
          }
          return g
        }),
      AnswerOnTrial(
        tape, "unused numbers get 1",
        { t in
          let used = Set(t.flatMap { $0.map(\.operand) })
          return zip(gradients(t), t.indices).map { used.contains($1) ? $0 : 1 }
        }),
      AnswerOnTrial(
        tape, "short tapes only", { t in t.count > 10 ? gradients(t).map { $0 / 2 } : gradients(t) }
      ),
      AnswerOnTrial(
        tape, "long tapes are cut",
        { t in t.count > 50 ? Array(repeating: 0, count: t.count) : gradients(t) }),
      AnswerOnTrial(
        tape, "magnitudes of slopes",
        { t in gradients(t.map { $0.map { ($0.operand, abs($0.slope)) } }) }),
      AnswerOnTrial(tape, "without the last number", { Array(gradients($0).dropLast()) }),
      AnswerOnTrial(tape, "reversed", { gradients($0).reversed() }),
      AnswerOnTrial(
        tape, "only the first number",
        { t in
          gradients(t).enumerated().map {
            $0.offset == 0 || $0.offset == t.count - 1 ? $0.element : 0
          }
        }),
      AnswerOnTrial(
        tape, "normalized",
        { t in
          let g = gradients(t)
          return g.map { $0 / max(1, abs(g[0])) }
        }),
      AnswerOnTrial(
        tape, "single precision", { gradients($0).map { Double(Float($0 * 1.1) / 1.1) } }),
      AnswerOnTrial(
        tape, "accumulates between calls",
        { t in gradients(t).map { $0 + Double(memory.next() / 40) } }),
    ]
  }
}
