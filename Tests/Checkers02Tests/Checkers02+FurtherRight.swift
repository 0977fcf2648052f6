import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Further right answers to the exercises of lesson 02 that look unlike the solutions.

extension Checkers02 {
  static var moreRight: [AnswerOnTrial] { moreRightScalars + moreRightTensors + moreRightChecks }

  private static var moreRightScalars: [AnswerOnTrial] {
    let duals = Lesson02Answers.dualNumbers
    let tape = Lesson02Answers.tape
    func dual(
      _ words: String, _ q: @escaping @Sendable (DualNumber, DualNumber) -> DualNumber,
      _ r: @escaping @Sendable (DualNumber) -> DualNumber
    ) -> AnswerOnTrial {
      AnswerOnTrial(duals, words, DualOperations(quotient: q, squareRoot: r))
    }
    return [
      dual(
        "from the product rule",
        { a, b in
          // q b = a, so that q′ = (a′ − q b′) / b.
          let q = a.value / b.value
          return DualNumber(q, (a.derivative - q * b.derivative) / b.value)
        },
        { x in
          let r = x.value.squareRoot()
          return DualNumber(r, 1 / (r + r) * x.derivative)
        }),
      dual(
        "the root by Newton's steps", { quotient($0, $1) },
        { x in
          var r = max(x.value, 1)
          for _ in 0..<100 { r = (r + x.value / r) / 2 }
          return DualNumber(r, x.derivative / (2 * r))
        }),
      dual(
        "term by term",
        { a, b in
          DualNumber(
            a.value / b.value, a.derivative / b.value - a.value * b.derivative / b.value / b.value)
        },
        { x in
          DualNumber(.exp(.log(x.value) / 2), x.derivative / 2 * .exp(-.log(x.value) / 2))
        }),
      AnswerOnTrial(
        tape, "a matrix of all derivatives",
        { t in
          var table = t.indices.map { i in t.indices.map { $0 == i ? 1.0 : 0 } }
          for i in t.indices {
            for (o, s) in t[i] { for j in t.indices { table[i][j] += s * table[o][j] } }
          }
          return table[t.count - 1]
        }),
      AnswerOnTrial(
        tape, "recursion with a memory",
        { t in
          var known: [Int: Double] = [:]
          func gradient(_ index: Int) -> Double {
            if let value = known[index] { return value }
            var sum = index == t.count - 1 ? 1.0 : 0
            for consumer in t.indices where consumer > index {
              for (o, s) in t[consumer] where o == index { sum += s * gradient(consumer) }
            }
            known[index] = sum
            return sum
          }
          return t.indices.map(gradient)
        }),
      AnswerOnTrial(
        tape, "a list of work",
        { t in
          var g = Array(repeating: 0.0, count: t.count)
          g[t.count - 1] = 1
          var work = Set([t.count - 1])
          while let i = work.max() {
            work.remove(i)
            for (o, s) in t[i] {
              g[o] += s * g[i]
              work.insert(o)
            }
          }
          return g
        }),
    ]
  }

  private static var moreRightTensors: [AnswerOnTrial] {
    let clipping = Lesson02Answers.clipping
    let layer = Lesson02Answers.linear
    let division = Lesson02Answers.division
    return [
      AnswerOnTrial(
        clipping, "the factor first",
        { g, b in
          let n = g.flatMap { Array($0.scalars) }.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let factor = b < n + 1e-6 ? b / (n + 1e-6) : 1
          return (n, g.map { g in g.map { g in factor * g } })
        }),
      AnswerOnTrial(
        clipping, "scaled by the largest number",
        { g, b in
          let top = g.map { $0.maximumMagnitude() }.max() ?? 0
          let n = top == 0 ? 0 : top * norm(g.map { $0 / top })
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      AnswerOnTrial(
        clipping, "a division",
        { g, b in
          let n = norm(g)
          return (n, n + 1e-6 <= b ? g : g.map { $0 / ((n + 1e-6) / b) })
        }),
      AnswerOnTrial(
        layer, "a product with ones",
        { d, x, w in
          (
            matmul(d, w), matmul(d.transposed, x),
            matmul(.ones([1, d.shape[0]]), d).reshaped(to: [d.shape[1]])
          )
        }),
      AnswerOnTrial(
        layer, "output by output",
        { d, x, w in
          var input = Tensor.zeros(x.shape)
          for k in 0..<w.shape[0] {
            for n in 0..<x.shape[0] { for j in 0..<x.shape[1] { input[n, j] += d[n, k] * w[k, j] } }
          }
          return (input, matmul(x.transposed, d).transposed, d.transposed.sum(axis: 1))
        }),
      AnswerOnTrial(
        layer, "a homogeneous coordinate",
        { d, x, w in
          let wide = Tensor((0..<x.shape[0]).map { Array(x.row($0).scalars) + [1] })
          let all = matmul(d, wide, transposing: .left)
          let (count, width) = (w.shape[0], w.shape[1])
          let weight = Tensor((0..<count).map { Array(all.row($0).scalars.dropLast()) })
          return (matmul(d, w), weight, Tensor((0..<count).map { all[$0, width] }))
        }),
      AnswerOnTrial(
        division, "magnitudes and signs",
        { d, a, b in
          let share = d * (1 / b)
          return (share.summed(to: a.shape), (share * (a / b)).summed(to: b.shape) * -1)
        }),
      AnswerOnTrial(
        division, "zero minus",
        { d, a, b in
          let square = b * b
          return ((d * b / square).summed(to: a.shape), (0 - d * a / square).summed(to: b.shape))
        }),
      AnswerOnTrial(
        division, "operands stretched by zeros",
        { d, a, b in
          let (wideA, wideB) = (a + 0 * d, b + 0 * d)
          return (
            (d / wideB).summed(to: a.shape), (-(d * wideA) / wideB / wideB).summed(to: b.shape)
          )
        }),
    ]
  }

  private static var moreRightChecks: [AnswerOnTrial] {
    let test = Lesson02Answers.pullbackCheck
    let binarizer = Lesson02Answers.binarizer
    return [
      AnswerOnTrial(
        test, "a forward difference",
        { v, p, x in
          let d = v(x).indices.map { 1 / Double($0 + 2) - 0.3 }
          let claimed = p(x, d)
          return x.indices.allSatisfy { i in
            var above = x
            above[i] += 1e-7
            let measured =
              zip(d, zip(v(above), v(x))).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) } / 1e-7
            return relative(2e-3)(claimed[i], measured)
          }
        }),
      AnswerOnTrial(
        test, "a stencil of five points",
        { v, p, x in
          let d = v(x).indices.map { 1 / Double($0 + 2) - 0.3 }
          let claimed = p(x, d)
          return x.indices.allSatisfy { i in
            func loss(_ h: Double) -> Double {
              var moved = x
              moved[i] += h
              return zip(d, v(moved)).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let measured = (8 * (loss(1e-3) - loss(-1e-3)) - loss(2e-3) + loss(-2e-3)) / 12e-3
            return relative(1e-6)(claimed[i], measured)
          }
        }),
      AnswerOnTrial(
        binarizer, "a signed window",
        { x in
          .result(of: Primitive.straightThrough, x.value.map { x in 0 > x ? -1 : 1 }) { _ in
            [
              x.pullback(saving: x) { d, x in
                d.combined(with: x) { d, x in x < -1 || x > 1 ? 0 : d }
              }
            ]
          }
        }),
      AnswerOnTrial(
        binarizer, "a product with a mask",
        { x in
          let inside = Variable(x.value.map { x in abs(x) <= 1 ? 1 : 0 })
          return straightThrough(x * inside) { y in y < 0 ? -1 : 1 }
            + Variable(x.value.map { x in abs(x) <= 1 ? 0 : (x < 0 ? -2 : 0) })
        }),
      AnswerOnTrial(
        binarizer, "the value and nothing else, behind a clamp",
        { x in
          let clamped = x.clamped(to: -1...1)
          let sign = Variable(x.value.map { x in x < 0 ? -1 : 1 })
          return clamped + (sign - clamped.detached())
        }),
    ]
  }
}
