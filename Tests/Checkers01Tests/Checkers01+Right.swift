import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Right answers to the exercises of lesson 01 that look unlike the solutions.

extension Checkers01 {
  static var right: [AnswerOnTrial] {
    let huberLoss = Lesson01Answers.huber
    let mean = Lesson01Answers.squaredError
    let counts = Lesson01Answers.poissonHead
    let test = Lesson01Answers.sampleLeak
    return [
      AnswerOnTrial(
        Lesson01Answers.costs, "layer by layer",
        {
          let layers = [(784, 512), (512, 512), (512, 10)]
          let parameters = layers.reduce(0) { $0 + ($1.0 + 1) * $1.1 }
          return (parameters, layers.reduce(0) { $0 + $1.0 * $1.1 }, parameters * 4 * 4)
        }),
      AnswerOnTrial(
        huberLoss, "less than instead of at most",
        { e, d in
          abs(e) < d ? (0.5 * e * e, e) : (d * abs(e) - 0.5 * d * d, e < 0 ? -d : d)
        }),
      AnswerOnTrial(
        huberLoss, "as an integral of the slope",
        { e, d in
          let s = max(-d, min(d, e))
          return (s * e - s * s / 2, s)
        }),
      AnswerOnTrial(
        huberLoss, "by magnitude and sign",
        { e, d in
          let m = e.magnitude
          let q = m > d ? d : m
          return (q * (m - q / 2), e.sign == .minus ? -q : q)
        }),
      AnswerOnTrial(
        mean, "a loop",
        { p, t in
          var sum: Scalar = 0
          for (p, t) in zip(p.scalars, t.scalars).reversed() { sum += (p - t) * (p - t) }
          return sum / Scalar(t.elementCount)
        }),
      AnswerOnTrial(
        mean, "a running mean",
        { p, t in
          var mean: Scalar = 0
          for (i, (p, t)) in zip(p.scalars, t.scalars).enumerated() {
            mean += ((p - t) * (p - t) - mean) / Scalar(i + 1)
          }
          return mean
        }),
      AnswerOnTrial(
        mean, "a norm",
        { p, t in
          let n = (p.flattened - t.flattened).norm()
          return n * n / Scalar(t.elementCount)
        }),
      AnswerOnTrial(
        mean, "expanded",
        { p, t in
          let (p, t) = (p.flattened, t.flattened)
          return (p * p).mean() - 2 * (p * t).mean() + (t * t).mean()
        }),
      AnswerOnTrial(
        counts, "sums first",
        { z, y in
          let n = Scalar(z.elementCount)
          let r = z.map { z in .exp(z) }
          return (r.sum() / n - (y * z).sum() / n, r / n - y / n)
        }),
      AnswerOnTrial(
        counts, "through powers of e",
        { z, y in
          let e = Scalar.exp(1)
          let r = z.map { z in .pow(e, z) }
          return ((r - y * z).mean(), (r - y) * (1 / Scalar(y.elementCount)))
        }),
      AnswerOnTrial(Lesson01Answers.xor, "three units of tanh", { (3, .tanh, 5) }),
      AnswerOnTrial(Lesson01Answers.xor, "four of tanh, slower", { (4, .tanh, 1.5) }),
      AnswerOnTrial(
        test, "each sample alone",
        { f, x in
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy {
            (f(x.gathering(rows: [$0])).row(0) - y.row($0)).maximumMagnitude() < 1e-9
          }
        }),
      AnswerOnTrial(
        test, "all others random, thrice",
        { f, x in
          var generator = SplitMix64(seed: 5)
          let y = f(x)
          return (0..<x.shape[0]).allSatisfy { row in
            (0..<6).allSatisfy { _ in
              var z = Tensor.normal(x.shape, standardDeviation: 30, using: &generator)
              for k in 0..<x.shape[1] { z[row, k] = x[row, k] }
              return f(z).row(row) == y.row(row)
            }
          }
        }),
      AnswerOnTrial(
        Lesson01Answers.pocket, "compares at every visit",
        { x, labels, visits in
          var learner = RosenblattPerceptron(inputCount: x.shape[1])
          func errors(_ n: Neuron) -> Int {
            labels.indices.filter { n(x.row($0)) != labels[$0] }.count
          }
          var best = learner.neuron
          for i in visits {
            _ = learner.learn(from: x.row(i), label: labels[i])
            if errors(learner.neuron) < errors(best) { best = learner.neuron }
          }
          return Tensor(best.weights.scalars + [best.bias])
        }),
    ]
  }
}
