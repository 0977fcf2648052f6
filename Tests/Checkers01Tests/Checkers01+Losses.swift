import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Wrong answers to exercises E01.1 to E01.4.

extension Checkers01 {
  static var wrongCosts: [AnswerOnTrial] {
    let costs = Lesson01Answers.costs
    return [
      AnswerOnTrial(costs, "one parameter more", { (669_707, 668_672, 10_715_296) }),
      AnswerOnTrial(costs, "biases of the input too", { (670_490, 668_672, 10_727_840) }),
      AnswerOnTrial(
        costs, "multiplications and additions apart", { (669_706, 1_337_344, 10_715_296) }),
      AnswerOnTrial(costs, "double precision", { (669_706, 668_672, 21_430_592) }),
      AnswerOnTrial(costs, "megabytes", { (669_706, 668_672, 10) }),
      AnswerOnTrial(costs, "the small example", { (7850, 7840, 125_600) }),
      AnswerOnTrial(costs, "minus signs", { (-669_706, -668_672, -10_715_296) }),
      AnswerOnTrial(costs, "the largest integers", { (.max, .max, .max) }),
      AnswerOnTrial(costs, "swapped", { (668_672, 669_706, 10_715_296) }),
      AnswerOnTrial(costs, "memory for the weights", { (669_706, 668_672, 10_698_752) }),
    ]
  }

  static func huber(_ e: Scalar, _ d: Scalar) -> (value: Scalar, slope: Scalar) {
    abs(e) <= d ? (e * e / 2, e) : (d * (abs(e) - d / 2), e > 0 ? d : -d)
  }

  static var wrongHuber: [AnswerOnTrial] {
    let loss = Lesson01Answers.huber
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(loss, "all infinite", { _, _ in (.infinity, .infinity) }),
      AnswerOnTrial(loss, "slope infinite", { (huber($0, $1).value, .infinity) }),
      AnswerOnTrial(loss, "capped at errors of 10", { huber(min(max($0, -10), 10), $1) }),
      AnswerOnTrial(loss, "δ at most 2", { huber($0, min($1, 2)) }),
      AnswerOnTrial(
        loss, "slope 0 at the joint", { abs($0) == $1 ? (huber($0, $1).value, 0) : huber($0, $1) }),
      AnswerOnTrial(loss, "small errors are none", { abs($0) < 1e-3 ? (0, 0) : huber($0, $1) }),
      AnswerOnTrial(loss, "δ added as a guard", { huber($0, $1 + 1e-6) }),
      AnswerOnTrial(
        loss, "pseudo-Huber",
        { e, d in
          let root = (1 + e * e / (d * d)).squareRoot()
          return (d * d * (root - 1), e / root)
        }),
      AnswerOnTrial(
        loss, "right every other time", { memory.next() % 2 == 1 ? huber($0, $1) : (0, 0) }),
      AnswerOnTrial(
        loss, "right for the first calls", { memory.next() < 60 ? huber($0, $1) : (0, 0) }),
      AnswerOnTrial(
        loss, "the examples as a table",
        { e, d in
          e == 0.5 ? (0.125, 0.5) : e == 3 ? (2.5, 1) : (0, 0)
        }),
      AnswerOnTrial(
        loss, "slope by a difference",
        { e, d in
          let h: Scalar = 1e-3
          return (huber(e, d).value, (huber(e + h, d).value - huber(e - h, d).value) / (2 * h))
        }),
      AnswerOnTrial(
        loss, "wrong for the negative joint",
        { $0 == -$1 ? (huber($0, $1).value, $1) : huber($0, $1) }),
    ]
  }

  static func mse(_ p: Tensor, _ t: Tensor) -> Scalar {
    let e = p.flattened - t.flattened
    return (e * e).mean()
  }

  static var wrongMean: [AnswerOnTrial] {
    let loss = Lesson01Answers.squaredError
    return [
      AnswerOnTrial(loss, "infinite", { _, _ in .infinity }),
      AnswerOnTrial(loss, "minus infinite", { _, _ in -.infinity }),
      AnswerOnTrial(loss, "half the mean", { mse($0, $1) / 2 }),
      AnswerOnTrial(loss, "the root", { mse($0, $1).squareRoot() }),
      AnswerOnTrial(
        loss, "the first eight only",
        { p, t in
          let n = min(8, t.elementCount)
          return mse(Tensor(Array(p.scalars.prefix(n))), Tensor(Array(t.scalars.prefix(n))))
        }),
      AnswerOnTrial(
        loss, "sorted", { mse(Tensor($0.scalars.sorted()), Tensor($1.scalars.sorted())) }),
      AnswerOnTrial(
        loss, "divided by n − 1",
        { p, t in
          let n = Scalar(t.elementCount)
          return n > 1 ? mse(p, t) * n / (n - 1) : mse(p, t)
        }),
      AnswerOnTrial(
        loss, "errors clipped at 100",
        { p, t in
          let e = (p.flattened - t.flattened).clamped(to: -100...100)
          return (e * e).mean()
        }),
      AnswerOnTrial(
        loss, "only columns are flattened",
        { p, t in
          let e = (p.shape.lengths.count == 2 ? p.flattened : p) - t
          return (e * e).mean()
        }),
      AnswerOnTrial(loss, "an epsilon", { mse($0, $1) + 1e-8 }),
      AnswerOnTrial(
        loss, "the mean where n is below 10",
        { p, t in
          t.elementCount < 10 ? mse(p, t) : mse(p, t) * Scalar(t.elementCount)
        }),
      AnswerOnTrial(
        loss, "magnitudes for large errors",
        { p, t in
          let e = (p.flattened - t.flattened).map { e in abs(e) > 50 ? abs(e) : e * e }
          return e.mean()
        }),
    ]
  }

  static func poisson(_ z: Tensor, _ y: Tensor) -> (loss: Scalar, gradient: Tensor) {
    let rates = z.map { z in .exp(z) }
    return ((rates - y * z).mean(), (rates - y) / Scalar(y.elementCount))
  }

  static var wrongPoisson: [AnswerOnTrial] {
    let loss = Lesson01Answers.poissonHead
    return [
      AnswerOnTrial(
        loss, "all infinite", { z, _ in (.infinity, Tensor(repeating: .infinity, shape: z.shape)) }),
      AnswerOnTrial(
        loss, "log of the rate",
        { z, y in
          let r = z.map { z in .exp(z) }
          return ((r - y * r.map { r in .log(r) }).mean(), (r - y) / Scalar(y.elementCount))
        }),
      AnswerOnTrial(
        loss, "log of the rate, guarded",
        { z, y in
          let r = z.map { z in .exp(z) }
          return ((r - y * r.map { r in .log(r + 1e-12) }).mean(), (r - y) / Scalar(y.elementCount))
        }),
      AnswerOnTrial(
        loss, "outputs clipped at ±30", { z, y in poisson(z.clamped(to: -30...30), y) }),
      AnswerOnTrial(loss, "counts clipped at 100", { z, y in poisson(z, y.clamped(to: 0...100)) }),
      AnswerOnTrial(
        loss, "the gradient flat",
        { z, y in (poisson(z, y).loss, poisson(z, y).gradient.flattened) }),
      AnswerOnTrial(
        loss, "divided by the rows",
        { z, y in
          (poisson(z, y).loss, poisson(z, y).gradient * Scalar(y.elementCount) / Scalar(y.shape[0]))
        }),
      AnswerOnTrial(
        loss, "PyTorch's default with Stirling",
        { z, y in
          let s = y.map { y in y > 1 ? y * .log(y) - y + 0.5 * .log(2 * .pi * y) : 0 }
          return (poisson(z, y).loss + s.mean(), poisson(z, y).gradient)
        }),
      AnswerOnTrial(
        loss, "the gradient of one sample",
        { z, y in
          (
            poisson(z, y).loss,
            y.elementCount > 4 ? .zeros(z.shape) : poisson(z, y).gradient * 1.0000001
          )
        }),
      AnswerOnTrial(
        loss, "probability, then logarithm",
        { z, y in
          var loss: Scalar = 0
          for (z, y) in zip(z.scalars, y.scalars) {
            let rate = Scalar.exp(z)
            loss -= .log(.pow(rate, y) * .exp(-rate))
          }
          return (loss / Scalar(y.elementCount), poisson(z, y).gradient)
        }),
    ]
  }
}
