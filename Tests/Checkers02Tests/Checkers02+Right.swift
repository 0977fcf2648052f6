import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Right answers to the exercises of lesson 02 that look unlike the solutions.

extension Checkers02 {
  static var right: [AnswerOnTrial] {
    let duals = Lesson02Answers.dualNumbers
    let tape = Lesson02Answers.tape
    let clipping = Lesson02Answers.clipping
    let layer = Lesson02Answers.linear
    let division = Lesson02Answers.division
    let test = Lesson02Answers.pullbackCheck
    let binarizer = Lesson02Answers.binarizer
    return [
      AnswerOnTrial(
        Lesson02Answers.forgottenZeroing, "a recurrence",
        {
          var x = [1.0, 0.9]
          while x.count < 5 { x.append(2 * x[x.count - 1] - x[x.count - 2] - 0.1 * x[x.count - 1]) }
          return Array(x.dropFirst())
        }),
      AnswerOnTrial(
        duals, "through products",
        DualOperations(
          quotient: { a, b in
            let inverse = 1 / b.value
            return DualNumber(
              a.value * inverse, a.derivative * inverse - a.value * inverse * inverse * b.derivative
            )
          },
          squareRoot: { x in
            let r = x.value.squareRoot()
            return DualNumber(r, r * x.derivative / x.value / 2)
          })),
      AnswerOnTrial(
        duals, "through logarithms",
        DualOperations(
          quotient: { a, b in quotient(a, b) },
          squareRoot: { x in
            let r = Double.exp(0.5 * .log(x.value))
            return DualNumber(r, 0.5 * x.derivative / r)
          })),
      AnswerOnTrial(
        tape, "by consumers, forward sweeps",
        { t in
          t.indices.map { source in
            var g = Array(repeating: 0.0, count: t.count)
            g[source] = 1
            for i in t.indices where i != source {
              g[i] = t[i].reduce(0) { $0 + $1.slope * g[$1.operand] }
            }
            return g[t.count - 1]
          }
        }),
      AnswerOnTrial(
        tape, "operands last to first",
        { t in
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          for i in t.indices.reversed() where g[i] != 0 {
            for (o, s) in t[i].reversed() { g[o] = g[o] + g[i] * s }
          }
          return g
        }),
      AnswerOnTrial(
        clipping, "an if",
        { g, b in
          let n = g.reduce(0) { $0 + $1.norm() * $1.norm() }.squareRoot()
          let f = b / (n + 1e-6)
          return f < 1 ? (n, g.map { $0 * f }) : (n, g)
        }),
      AnswerOnTrial(
        clipping, "one long vector",
        { g, b in
          let n = Tensor(g.flatMap { $0.scalars.map { $0 } }).norm()
          return (n, g.map { g in g / max(1, (n + 1e-6) / b) })
        }),
      AnswerOnTrial(
        layer, "transposed twice",
        { d, x, w in
          (
            matmul(w.transposed, d.transposed).transposed, matmul(x.transposed, d).transposed,
            d.transposed.sum(axis: 1)
          )
        }),
      AnswerOnTrial(
        layer, "sample by sample",
        { d, x, w in
          var weight = Tensor.zeros(w.shape)
          var bias = Tensor.zeros([d.shape[1]])
          for n in 0..<d.shape[0] {
            weight += matmul(
              d.row(n).reshaped(to: [d.shape[1], 1]), x.row(n).reshaped(to: [1, x.shape[1]]))
            bias += d.row(n)
          }
          return (matmul(d, w), weight, bias)
        }),
      AnswerOnTrial(
        division, "through the inverse",
        { d, a, b in
          let i = 1 / b
          return ((d * i).summed(to: a.shape), (-(d * a) * i * i).summed(to: b.shape))
        }),
      AnswerOnTrial(
        division, "by the quotient",
        { d, a, b in
          let q = a / b
          return ((d / b).summed(to: a.shape), (-(q / b) * d).summed(to: b.shape))
        }),
      AnswerOnTrial(Lesson02Answers.steps, "a little larger", { (6e-3, 8e-6) }),
      AnswerOnTrial(
        test, "NumPy's allclose",
        { v, p, x in
          check(v, p, x) { abs($0 - $1) <= 1e-9 + 1e-3 * abs($1) }
        }),
      AnswerOnTrial(
        test, "a tolerance of a thousandth", { check($0, $1, $2, close: relative(1e-3)) }),
      AnswerOnTrial(
        test, "a step scaled by x",
        { v, p, x in
          let n = v(x).count
          return (0..<n).allSatisfy { o in
            check(v, p, x, d: (0..<n).map { $0 == o ? 1 : 0 }, h: 3e-6, close: relative(1e-4))
          }
        }),
      AnswerOnTrial(
        test, "random directions",
        { v, p, x in
          var generator = SplitMix64(seed: 8)
          return (0..<5).allSatisfy { _ in
            let d = v(x).map { _ in generator.normalPair().0 }
            let u = x.map { _ in generator.normalPair().0 }
            let up = v(zip(x, u).map { $0 + 1e-5 * $1 })
            let down = v(zip(x, u).map { $0 - 1e-5 * $1 })
            let measured = zip(d, zip(up, down)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) } / 2e-5
            let claimed = zip(p(x, d), u).reduce(0) { $0 + $1.0 * $1.1 }
            return relative(1e-4)(claimed, measured)
          }
        }),
      AnswerOnTrial(
        binarizer, "a copy",
        { x in
          let saved = x.value
          return .result(of: Primitive.straightThrough, saved.map { x in x >= 0 ? 1 : -1 }) { _ in
            [x.pullback { d in d.combined(with: saved) { d, x in x * x <= 1 ? d : 0 } }]
          }
        }),
      AnswerOnTrial(
        binarizer, "a mask",
        { x in
          let mask = x.value.map { x in abs(x) > 1 ? 0 : 1 }
          return .result(of: Primitive.straightThrough, x.value.map { x in x < 0 ? -1 : 1 }) { _ in
            [x.pullback { d in d * mask }]
          }
        }),
    ]
  }
}
