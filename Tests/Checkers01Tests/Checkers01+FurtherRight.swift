import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Further right answers to the exercises of lesson 01 that look unlike the solutions.

extension Checkers01 {
  static var moreRight: [AnswerOnTrial] { moreRightLosses + moreRightTraining }

  private static var moreRightLosses: [AnswerOnTrial] {
    let loss = Lesson01Answers.huber
    let mean = Lesson01Answers.squaredError
    let counts = Lesson01Answers.poissonHead
    return [
      AnswerOnTrial(
        loss, "a switch over three pieces",
        { e, d in
          switch e {
          case ..<(-d): (-d * e - d * d / 2, -d)
          case d...: (d * e - d * d / 2, d)
          default: (e * e / 2, e)
          }
        }),
      AnswerOnTrial(
        loss, "scaled to δ = 1",
        { e, d in
          let u = e / d
          let value: Scalar = abs(u) <= 1 ? u * u / 2 : abs(u) - 0.5
          return (d * d * value, d * max(-1, min(1, u)))
        }),
      AnswerOnTrial(
        loss, "the slope as a quotient",
        { e, d in
          (huber(e, d).value, e == 0 ? 0 : e / abs(e) * min(abs(e), d))
        }),
      AnswerOnTrial(
        mean, "row by row",
        { p, t in
          (0..<t.elementCount).reduce(0) { sum, i in
            let e = p.scalars[i] - t.scalars[i]
            return sum + e * e / Scalar(t.elementCount)
          }
        }),
      AnswerOnTrial(
        counts, "signs turned around",
        { z, y in
          let d = y - z.map { z in .exp(z) }
          let loss = -(y * z - z.map { z in .exp(z) }).mean()
          return (loss, d / -Scalar(y.elementCount))
        }),
      AnswerOnTrial(
        counts, "index by index",
        { z, y in
          var gradient = z
          var sum: Scalar = 0
          let n = Scalar(z.elementCount)
          let rates = z.scalars.map { Scalar.exp($0) }
          for (i, rate) in rates.enumerated() { sum += rate - y.scalars[i] * z.scalars[i] }
          gradient = z.combined(with: y) { z, y in (.exp(z) - y) / n }
          return (sum / n, gradient)
        }),
      AnswerOnTrial(
        counts, "by half exponents",
        { z, y in
          let half = z.map { z in .exp(z / 2) }
          return ((half * half - y * z).mean(), (half * half - y) / Scalar(y.elementCount))
        }),
    ]
  }

  private static var moreRightTraining: [AnswerOnTrial] {
    let weights = Lesson01Answers.pocket
    let test = Lesson01Answers.sampleLeak
    return [
      AnswerOnTrial(
        weights, "stops where no error is left",
        { x, l, v in
          func errors(_ w: Tensor) -> Int {
            l.indices.count { (dot(w, Tensor(x.row($0).scalars + [1])) >= 0 ? 1 : 0) != l[$0] }
          }
          var seen: [Int] = []
          for i in v where errors(pocket(x, l, seen)) > 0 { seen.append(i) }
          return pocket(x, l, seen)
        }),
      AnswerOnTrial(
        weights, "plain arrays",
        { x, l, v in
          let rows = (0..<x.shape[0]).map { x.row($0).scalars + [1] }
          func sum(_ w: [Scalar], _ i: Int) -> Scalar {
            zip(w, rows[i]).reduce(0) { $0 + $1.0 * $1.1 }
          }
          func errors(_ w: [Scalar]) -> Int {
            l.indices.count { (sum(w, $0) >= 0) != (l[$0] == 1) }
          }
          var w = [Scalar](repeating: 0, count: x.shape[1] + 1)
          var best = w
          for i in v where (sum(w, i) >= 0) != (l[i] == 1) {
            w = zip(w, rows[i]).map { l[i] == 1 ? $0 + $1 : $0 - $1 }
            if errors(w) < errors(best) { best = w }
          }
          return Tensor(best)
        }),
      AnswerOnTrial(
        weights, "all sums by one product",
        { x, l, v in
          let wide = Tensor((0..<x.shape[0]).map { Array(x.row($0).scalars) + [1] })
          func answers(_ w: Tensor) -> [Scalar] {
            matmul(wide, w.reshaped(to: [w.elementCount, 1])).scalars.map { $0 >= 0 ? 1 : 0 }
          }
          func errors(_ w: Tensor) -> Int { zip(answers(w), l).count { $0 != $1 } }
          var w = Tensor.zeros([wide.shape[1]])
          var best = (w, errors(w))
          for i in v where answers(w)[i] != l[i] {
            w += (l[i] - answers(w)[i]) * wide.row(i)
            if errors(w) < best.1 { best = (w, errors(w)) }
          }
          return best.0
        }),
      AnswerOnTrial(
        weights, "accuracy instead of errors",
        { x, l, v in
          var learner = RosenblattPerceptron(inputCount: x.shape[1])
          func accuracy(_ n: Neuron) -> Double {
            Double(l.indices.count { n(x.row($0)) == l[$0] }) / Double(l.count)
          }
          var (best, most) = (learner.neuron, accuracy(learner.neuron))
          for i in v where learner.learn(from: x.row(i), label: l[i]) {
            if accuracy(learner.neuron) > most {
              (best, most) = (learner.neuron, accuracy(learner.neuron))
            }
          }
          return Tensor(best.weights.scalars + [best.bias])
        }),
      AnswerOnTrial(
        test, "all others large",
        { f, x in
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy { row in
            [Scalar(50), -50].allSatisfy { size in
              var z = x.map { x in x * size + size }
              for k in 0..<x.shape[1] { z[row, k] = x[row, k] }
              return f(z).row(row) == y.row(row)
            }
          }
        }),
      AnswerOnTrial(
        test, "every single number moved",
        { f, x in
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy { row in
            (0..<x.shape[1]).allSatisfy { k in
              [Scalar(-40), 40].allSatisfy { size in
                var z = x
                z[row, k] = size
                let w = f(z)
                return (0..<x.shape[0]).allSatisfy { $0 == row || w.row($0) == y.row($0) }
              }
            }
          }
        }),
      AnswerOnTrial(
        test, "pairs of samples exchanged and scaled",
        { f, x in
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy { row in
            let z = f(x.gathering(rows: [row, row]))
            return z.row(0) == y.row(row) && z.row(1) == y.row(row)
              && (f(x.gathering(rows: [row])).row(0) == y.row(row))
          }
        }),
    ]
  }
}
