import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Further wrong answers to exercises E01.1 to E01.4 and E01.6.

extension Checkers01 {
  static var moreWrongNumbers: [AnswerOnTrial] {
    let costs: [(String, (Int, Int, Int))] = [
      ("a byte more", (669_706, 668_672, 10_715_297)), ("bits", (669_706, 668_672, 85_722_368)),
      ("kibibytes", (669_706, 668_672, 10_464)), ("rounded", (670_000, 669_000, 10_700_000)),
      ("one hidden layer", (407_050, 406_528, 6_512_800)),
      ("half precision", (669_706, 668_672, 5_357_648)),
      ("a backward pass too", (669_706, 2_006_016, 10_715_296)),
      ("a batch of two", (669_706, 1_337_344, 10_715_296)),
      ("a third moment", (669_706, 668_672, 13_394_120)), ("ones", (1, 1, 1)),
    ]
    let designs: [(String, (Int, Nonlinearity, Scalar))] = [
      ("four ReLUs, a small rate", (4, .relu, 0.1)), ("three ReLUs", (3, .relu, 0.5)),
      ("identities", (4, .identity, 0.5)), ("two sigmoids", (2, .sigmoid, 5)),
      ("four sigmoids, tiny rate", (4, .sigmoid, 0.01)), ("one tanh", (1, .tanh, 5)),
      ("no unit", (0, .tanh, 2)), ("fifty units", (50, .tanh, 2)),
      ("a rate of NaN", (3, .tanh, .nan)), ("minus infinity", (4, .tanh, -.infinity)),
    ]
    return costs.map { words, answer in AnswerOnTrial(Lesson01Answers.costs, words, { answer }) }
      + designs.map { words, answer in AnswerOnTrial(Lesson01Answers.xor, words, { answer }) }
  }

  static var moreWrongLosses: [AnswerOnTrial] {
    moreWrongHuber + moreWrongMean + moreWrongPoisson
  }

  private static var moreWrongHuber: [AnswerOnTrial] {
    let loss = Lesson01Answers.huber
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(loss, "δ at least a thousandth", { huber($0, max($1, 1e-3)) }),
      AnswerOnTrial(loss, "δ at least a millionth", { huber($0, max($1, 1e-6)) }),
      AnswerOnTrial(loss, "errors in whole numbers", { huber($0.rounded(), $1) }),
      AnswerOnTrial(loss, "δ in whole numbers", { huber($0, max(1, $1.rounded())) }),
      AnswerOnTrial(
        loss, "a difference of two squares",
        { e, d in
          // In Double, too, digits cancel: of 4e10 − 4e10 + 4e3 seven are left.
          let rest = max(abs(e) - d, 0)
          return ((e * e - rest * rest) / 2, min(max(e, -d), d))
        }),
      AnswerOnTrial(
        loss, "magnitude of the slope", { (huber($0, $1).value, abs(huber($0, $1).slope)) }),
      AnswerOnTrial(
        loss, "value of single precision",
        { (Scalar(Float(huber($0, $1).value)), huber($0, $1).slope) }),
      AnswerOnTrial(
        loss, "the first answer again", { memory.next() == 1 ? huber($0, $1) : huber(0, 1) }),
      AnswerOnTrial(
        loss, "1 for δ where the error is large", { huber($0, abs($0) > 100 ? 1 : $1) }),
      AnswerOnTrial(loss, "log-cosh", { e, _ in (.log((.exp(e) + .exp(-e)) / 2), .tanh(e)) }),
      AnswerOnTrial(
        loss, "half the line",
        { abs($0) <= $1 ? huber($0, $1) : (huber($0, $1).value / 2, huber($0, $1).slope) }),
    ]
  }

  private static var moreWrongMean: [AnswerOnTrial] {
    let loss = Lesson01Answers.squaredError
    let memory = AnswerMemory()
    func prefix(_ count: Int) -> @Sendable (Tensor, Tensor) -> Scalar {
      { p, t in
        let n = min(count, t.elementCount)
        return mse(Tensor(Array(p.scalars.prefix(n))), Tensor(Array(t.scalars.prefix(n))))
      }
    }
    return [
      AnswerOnTrial(loss, "the first 64 only", prefix(64)),
      AnswerOnTrial(loss, "the first 256 only", prefix(256)),
      AnswerOnTrial(loss, "small errors are none", { mse($0, $1) < 1e-6 ? 0 : mse($0, $1) }),
      AnswerOnTrial(
        loss, "divided by at least 2",
        { mse($0, $1) * Scalar($1.elementCount) / Scalar(max(2, $1.elementCount)) }),
      AnswerOnTrial(
        loss, "whole numbers",
        { p, t in mse(p.map { p in p.rounded() }, t.map { t in t.rounded() }) }),
      AnswerOnTrial(
        loss, "the median of the squares",
        { p, t in
          let e = p.flattened - t.flattened
          return (e * e).scalars.sorted()[t.elementCount / 2]
        }),
      AnswerOnTrial(loss, "an epsilon of 1e-12", { mse($0, $1) + 1e-12 }),
      AnswerOnTrial(loss, "of single precision", { Scalar(Float(mse($0, $1) * 1.1) / 1.1) }),
      AnswerOnTrial(
        loss, "reversed where shapes differ",
        { p, t in
          p.shape == t.shape ? mse(p, t) : mse(Tensor(p.scalars.reversed()), t)
        }),
      AnswerOnTrial(
        loss, "the loss of the first call again", { memory.next() == 1 ? mse($0, $1) : 4 }),
      AnswerOnTrial(
        loss, "variance of the errors",
        { p, t in
          let e = p.flattened - t.flattened
          return (e * e).mean() - e.mean() * e.mean()
        }),
    ]
  }

  private static var moreWrongPoisson: [AnswerOnTrial] {
    let loss = Lesson01Answers.poissonHead
    let memory = AnswerMemory()
    func clipped(_ bound: Scalar) -> @Sendable (Tensor, Tensor) -> (loss: Scalar, gradient: Tensor)
    {
      { z, y in poisson(z.map { z in min(z, bound) }, y) }
    }
    return [
      AnswerOnTrial(loss, "outputs at most 10", clipped(10)),
      AnswerOnTrial(loss, "outputs at most 20", clipped(20)),
      AnswerOnTrial(loss, "outputs at most 30", clipped(30)),
      AnswerOnTrial(
        loss, "counts at most a thousand", { z, y in poisson(z, y.map { y in min(y, 1000) }) }),
      AnswerOnTrial(
        loss, "the mean over 4 samples at most",
        { z, y in
          let n = Scalar(y.elementCount)
          let (loss, gradient) = poisson(z, y)
          return (loss * n / min(n, 4), gradient * n / min(n, 4))
        }),
      AnswerOnTrial(
        loss, "the first eight samples",
        { z, y in
          let n = min(8, y.elementCount)
          let part = poisson(Tensor(Array(z.scalars.prefix(n))), Tensor(Array(y.scalars.prefix(n))))
          return (part.loss, poisson(z, y).gradient)
        }),
      AnswerOnTrial(
        loss, "the gradient's shape for the loss",
        { z, y in (poisson(z, y).gradient.mean(), poisson(z, y).gradient) }),
      AnswerOnTrial(
        loss, "1 + z for the exponential of small outputs",
        { z, y in
          let r = z.map { z in abs(z) < 1e-1 ? 1 + z : .exp(z) }
          return ((r - y * z).mean(), (r - y) / Scalar(y.elementCount))
        }),
      AnswerOnTrial(
        loss, "the loss of zeros is none",
        { z, y in
          (y.maximumMagnitude() == 0 ? 0 : poisson(z, y).loss, poisson(z, y).gradient)
        }),
      AnswerOnTrial(
        loss, "softplus for the rate",
        { z, y in
          let r = z.map { z in .log(1 + .exp(z)) }
          return ((r - y * z).mean(), (r - y) / Scalar(y.elementCount))
        }),
      AnswerOnTrial(
        loss, "the gradient of the last call",
        { z, y in
          let right = poisson(z, y)
          let last = memory.tensor
          memory.tensor = right.gradient
          return (right.loss, last?.shape == z.shape ? last ?? right.gradient : right.gradient)
        }),
    ]
  }
}
