import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Further wrong answers to exercises E02.1 to E02.3 and E02.7.

extension Checkers02 {
  static var moreWrongScalars: [AnswerOnTrial] {
    let paths: [(String, [Double])] = [
      ("the first two right", [0.9, 0.71, 0.5, 0.3]), ("a digit too few", [0.9, 0.7, 0.4, 0.1]),
      ("exchanged", [0.9, 0.449, 0.71, 0.1431]), ("a sign", [0.9, 0.71, 0.449, -0.1431]),
      ("in percent", [90, 71, 44.9, 14.31]), ("the steps", [0.1, 0.19, 0.261, 0.3059]),
      ("a rate of 0.01", [0.99, 0.9701, 0.940_499, 0.901_493]), ("x⁴", [0.9, 0.7271, 0.51, 0.27]),
      ("the gradient of x²", [0.8, 0.44, -0.008, -0.4544]),
      ("the last four times", [0.1431, 0.1431, 0.1431, 0.1431]),
    ]
    let steps: [(String, (Float, Double))] = [
      ("a fifth of 1", (0.2, 0.2)), ("a hundredth", (0.01, 0.01)),
      ("single too small", (1e-4, 6e-6)),
      ("single too large", (0.05, 6e-6)), ("double too small", (4.9e-3, 1e-8)),
      ("double too large", (4.9e-3, 1e-3)), ("single NaN", (.nan, 6e-6)), ("minus one", (-1, -1)),
      ("single infinite", (.infinity, 6e-6)), ("a thousandth in double", (4.9e-3, 1e-3)),
    ]
    return paths.map { words, path in
      AnswerOnTrial(Lesson02Answers.forgottenZeroing, words, { path })
    }
      + steps.map { words, step in
        AnswerOnTrial(Lesson02Answers.steps, words, { (single: step.0, double: step.1) })
      } + moreWrongDuals + moreWrongTape
  }

  private static var moreWrongDuals: [AnswerOnTrial] {
    func answer(
      _ words: String,
      _ q: @escaping @Sendable (DualNumber, DualNumber) -> DualNumber = { quotient($0, $1) },
      _ r: @escaping @Sendable (DualNumber) -> DualNumber = { root($0) }
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson02Answers.dualNumbers, words, DualOperations(quotient: q, squareRoot: r))
    }
    let memory = AnswerMemory()
    return [
      answer(
        "single precision",
        { a, b in
          let q = quotient(a, b)
          return DualNumber(q.value, Double(Float(q.derivative)))
        }),
      answer(
        "whole derivatives",
        { a, b in
          quotient(
            DualNumber(a.value, a.derivative.rounded()), DualNumber(b.value, b.derivative.rounded())
          )
        }),
      answer(
        "the divisor's derivative is at most 1",
        { a, b in
          quotient(a, DualNumber(b.value, min(b.derivative, 1)))
        }),
      answer(
        "small dividends are none",
        { a, b in
          abs(a.value) < 1e-4 ? DualNumber(0, a.derivative / b.value) : quotient(a, b)
        }),
      answer(
        "the root's slope without its 2", { quotient($0, $1) },
        { x in
          DualNumber(root(x).value, x.derivative / root(x).value)
        }),
      answer(
        "the root's derivative is never negative", { quotient($0, $1) },
        { x in
          DualNumber(root(x).value, abs(root(x).derivative))
        }),
      answer(
        "an epsilon in the slope", { quotient($0, $1) },
        { x in
          DualNumber(root(x).value, x.derivative / (2 * root(x).value + 1e-8))
        }),
      answer(
        "a power of a third", { quotient($0, $1) },
        { x in
          DualNumber(.pow(x.value, 1 / 3), root(x).derivative)
        }),
      answer(
        "the derivative of the last call",
        { a, b in
          let q = quotient(a, b)
          let last = memory.tensor?.scalar
          memory.tensor = Tensor(Scalar(q.derivative))
          return DualNumber(q.value, last.map { Double($0) } ?? q.derivative)
        }),
      answer("a, b and the answer exchanged", { a, b in quotient(b, a) }),
      answer(
        "a forward difference",
        { a, b in
          let h = 1e-8
          let near = (a.value + h * a.derivative) / (b.value + h * b.derivative)
          return DualNumber(a.value / b.value, (near - a.value / b.value) / h)
        }),
    ]
  }

  private static var moreWrongTape: [AnswerOnTrial] {
    let tape = Lesson02Answers.tape
    let memory = AnswerMemory()
    @Sendable func sweep(_ t: Tape, _ visits: (Int) -> Bool) -> [Double] {
      var g = Array(repeating: 0.0, count: t.count)
      g[t.count - 1] = 1
      for i in t.indices.reversed() where visits(i) {
        for (o, s) in t[i] { g[o] += s * g[i] }
      }
      return g
    }
    return [
      AnswerOnTrial(tape, "the last number only", { t in sweep(t) { $0 == t.count - 1 } }),
      AnswerOnTrial(tape, "ten numbers back", { t in sweep(t) { $0 >= t.count - 10 } }),
      AnswerOnTrial(tape, "forty numbers back", { t in sweep(t) { $0 >= t.count - 40 } }),
      AnswerOnTrial(
        tape, "each operand once",
        { t in
          gradients(
            t.map { entry in
              entry.enumerated().filter { index, pair in
                !entry.prefix(index).contains { $0.operand == pair.operand }
              }.map(\.element)
            })
        }),
      AnswerOnTrial(
        tape, "whole slopes",
        { t in
          gradients(t.map { $0.map { ($0.operand, $0.slope.rounded()) } })
        }),
      AnswerOnTrial(
        tape, "every operand is visited once",
        { t in
          var seen: Set<Int> = []
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          for i in t.indices.reversed() {
            for (o, s) in t[i] where seen.insert(o).inserted { g[o] += s * g[i] }
          }
          return g
        }),
      AnswerOnTrial(
        tape, "large gradients are clipped", { t in gradients(t).map { min($0, 1000) } }),
      AnswerOnTrial(
        tape, "two operands of four",
        { t in
          gradients(t.map { $0.count > 3 ? Array($0.suffix(3)) : $0 })
        }),
      AnswerOnTrial(
        tape, "a seed of the count", { t in gradients(t).map { $0 * Double(t.count) } }),
      AnswerOnTrial(
        tape, "averaged over the uses",
        { t in
          var uses = Array(repeating: 0.0, count: t.count)
          for entry in t { for (o, _) in entry { uses[o] += 1 } }
          return zip(gradients(t), uses).map { $0 / max(1, $1) }
        }),
      AnswerOnTrial(
        tape, "the last answer of this length",
        { t in
          let right = gradients(t)
          let last = memory.tensor
          memory.tensor = Tensor(right.map { Scalar($0) })
          guard let last, last.elementCount == t.count else { return right }
          return last.scalars.map { Double($0) }
        }),
    ]
  }
}
