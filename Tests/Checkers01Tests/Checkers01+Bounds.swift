import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Wrong answers to exercises E01.2 to E01.5 and E01.7 that are right up to a size.

extension Checkers01 {
  static var boundedAnswers: [AnswerOnTrial] {
    boundedHuber + boundedMeans + boundedPoisson + boundedPockets + boundedLeakTests
  }

  private static var boundedHuber: [AnswerOnTrial] {
    let loss = Lesson01Answers.huber
    return [
      AnswerOnTrial(loss, "δ at most 100", { huber($0, min($1, 100)) }),
      AnswerOnTrial(loss, "δ at most a million", { huber($0, min($1, 1e6)) }),
      AnswerOnTrial(loss, "δ at least 10⁻⁹", { huber($0, max($1, 1e-9)) }),
      AnswerOnTrial(loss, "errors at most a million", { huber(min(max($0, -1e6), 1e6), $1) }),
      AnswerOnTrial(loss, "errors below 10⁻⁸ are none", { huber(abs($0) < 1e-8 ? 0 : $0, $1) }),
      AnswerOnTrial(
        loss, "a value of at most a billion",
        { (min(huber($0, $1).value, 1e9), huber($0, $1).slope) }),
    ]
  }

  private static var boundedMeans: [AnswerOnTrial] {
    let loss = Lesson01Answers.squaredError
    func answer(_ words: String, _ change: @escaping @Sendable (Tensor) -> Tensor) -> AnswerOnTrial
    {
      AnswerOnTrial(loss, words, { p, t in (change(p.flattened - t.flattened)).mean() })
    }
    return [
      AnswerOnTrial(
        loss, "the first thousand only",
        { p, t in
          mse(Tensor(Array(p.scalars.prefix(1000))), Tensor(Array(t.scalars.prefix(1000))))
        }),
      answer("errors at most a million") { e in
        e.map { e in e * e }.map { square in min(square, 1e12) }
      },
      answer("errors below 10⁻⁶ are none") { e in e.map { e in abs(e) < 1e-6 ? 0 : e * e } },
    ]
  }

  private static var boundedPoisson: [AnswerOnTrial] {
    let loss = Lesson01Answers.poissonHead
    func answer(
      _ words: String, output: @escaping @Sendable (Scalar) -> Scalar = { $0 },
      count: @escaping @Sendable (Scalar) -> Scalar = { $0 }
    ) -> AnswerOnTrial {
      AnswerOnTrial(
        loss, words, { z, y in poisson(z.map { z in output(z) }, y.map { y in count(y) }) })
    }
    func first(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        loss, "the loss of the first \(size)",
        { z, y in
          let outputs = Tensor(Array(z.scalars.prefix(size)))
          let counts = Tensor(Array(y.scalars.prefix(size)))
          return (poisson(outputs, counts).loss, poisson(z, y).gradient)
        })
    }
    return [
      first(64), first(256), answer("outputs at most 64", output: { min($0, 64) }),
      answer("outputs at most 256", output: { min($0, 256) }),
      answer("outputs at least −1000", output: { max($0, -1000) }),
      answer("outputs below 10⁻³ are none", output: { abs($0) < 1e-3 ? 0 : $0 }),
      answer("outputs below 10⁻⁶ are none", output: { abs($0) < 1e-6 ? 0 : $0 }),
      answer("counts at most a million", count: { min($0, 1e6) }),
      AnswerOnTrial(
        loss, "the gradient flat from three axes on",
        { z, y in
          let right = poisson(z, y)
          return (
            right.loss, z.shape.lengths.count > 2 ? right.gradient.flattened : right.gradient
          )
        }),
    ]
  }

  private static var boundedPockets: [AnswerOnTrial] {
    let weights = Lesson01Answers.pocket
    func inputs(_ words: String, _ change: @escaping @Sendable (Scalar) -> Scalar) -> AnswerOnTrial
    {
      AnswerOnTrial(weights, words, { x, l, v in pocket(x.map { x in change(x) }, l, v) })
    }
    func visits(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        weights, "at most \(size) visits", { x, l, v in pocket(x, l, Array(v.prefix(size))) })
    }
    func samples(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        weights, "errors of the first \(size)",
        { x, l, v in pocket(x, l, v, counts: Array(l.indices.prefix(size))) })
    }
    func features(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        weights, "the first \(size) features",
        { x, l, v in
          var cut = x
          for row in 0..<x.shape[0] {
            for feature in 0..<x.shape[1] where feature >= size { cut[row, feature] = 0 }
          }
          return pocket(cut, l, v)
        })
    }
    return [
      visits(100), visits(256), samples(16), samples(64), samples(256), features(4), features(8),
      features(64), inputs("inputs at most 10", { min(max($0, -10), 10) }),
      inputs("inputs at most a million", { min(max($0, -1e6), 1e6) }),
      inputs("inputs in eighths", { ($0 * 8).rounded() / 8 }),
      inputs("inputs below 10⁻⁶ are none", { abs($0) < 1e-6 ? 0 : $0 }),
    ]
  }

  private static var boundedLeakTests: [AnswerOnTrial] {
    let test = Lesson01Answers.sampleLeak
    /// Whether the others' outputs stay, looking at some samples and features only.
    @Sendable func stays(
      _ layer: (Tensor) -> Tensor, _ x: Tensor, samples: Int = .max, features: Int = .max,
      columns: Int = .max, tolerance: Scalar = 0
    ) -> Bool {
      let y = layer(x)
      return (0..<min(samples, x.shape[0])).allSatisfy { row in
        [Scalar(-10), 10].allSatisfy { size in
          var changed = x
          for k in 0..<min(features, x.shape[1]) { changed[row, k] = size * Scalar(k + 1) }
          let z = layer(changed)
          return (0..<x.shape[0]).allSatisfy { other in
            other == row
              || (0..<min(columns, y.shape[1])).allSatisfy {
                abs(z[other, $0] - y[other, $0]) <= tolerance
              }
          }
        }
      }
    }
    return [
      AnswerOnTrial(test, "the first 8 samples changed", { stays($0, $1, samples: 8) }),
      AnswerOnTrial(test, "the first 64 samples changed", { stays($0, $1, samples: 64) }),
      AnswerOnTrial(test, "the first 8 features changed", { stays($0, $1, features: 8) }),
      AnswerOnTrial(test, "the first 64 features changed", { stays($0, $1, features: 64) }),
      AnswerOnTrial(test, "the first 64 columns compared", { stays($0, $1, columns: 64) }),
      AnswerOnTrial(test, "a tolerance of 10⁻⁵", { stays($0, $1, tolerance: 1e-5) }),
    ]
  }
}
