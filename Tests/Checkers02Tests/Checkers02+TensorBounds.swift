import Answers02
import Course
import TensorCore
import TestSupport

// Wrong answers to exercises E02.4 to E02.6 that are right up to a size.

extension Checkers02 {
  static var boundedTensors: [AnswerOnTrial] {
    boundedClipping + boundedLinear + boundedDivision
  }

  private static var boundedClipping: [AnswerOnTrial] {
    let clipping = Lesson02Answers.clipping
    func shortened(
      by norm: @escaping @Sendable ([Tensor]) -> Scalar
    ) -> @Sendable ([Tensor], Scalar) -> (norm: Scalar, gradients: [Tensor]) {
      { g, b in (norm(g), g.map { $0 * min(1, b / (norm(g) + 1e-6)) }) }
    }
    return [
      AnswerOnTrial(clipping, "the first 64 tensors", shortened { norm(Array($0.prefix(64))) }),
      AnswerOnTrial(clipping, "the first 256 tensors", shortened { norm(Array($0.prefix(256))) }),
      AnswerOnTrial(
        clipping, "the first 64 numbers of each",
        shortened { norm($0.map { g in Tensor(Array(g.scalars.prefix(64))) }) }),
      AnswerOnTrial(clipping, "a norm of at most a million", shortened { min(norm($0), 1e6) }),
      AnswerOnTrial(clipping, "a bound of at most 100", { g, b in clip(g, min(b, 100)) }),
      AnswerOnTrial(clipping, "a bound of at most a million", { g, b in clip(g, min(b, 1e6)) }),
      AnswerOnTrial(clipping, "a bound of at least 10⁻⁹", { g, b in clip(g, max(b, 1e-9)) }),
    ]
  }

  private static var boundedLinear: [AnswerOnTrial] {
    func rows(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        Lesson02Answers.linear, "sums over the first \(size) samples",
        { d, x, w in
          let rows = Array(0..<min(size, d.shape[0]))
          let part = linear(d.gathering(rows: rows), x.gathering(rows: rows), w)
          return (matmul(d, w), part.weight, part.bias)
        })
    }
    func numbers(_ words: String, _ change: @escaping @Sendable (Scalar) -> Scalar) -> AnswerOnTrial
    {
      AnswerOnTrial(
        Lesson02Answers.linear, words,
        { d, x, w in linear(d.map { d in change(d) }, x.map { x in change(x) }, w) })
    }
    return [
      rows(16), rows(64), rows(256), numbers("numbers within ±100") { min(max($0, -100), 100) },
      numbers("numbers below 10⁻⁵ are none") { abs($0) < 1e-5 ? 0 : $0 },
      AnswerOnTrial(
        Lesson02Answers.linear, "the first 64 outputs",
        { d, x, w in
          let right = linear(d, x, w)
          let columns = d.transposed
          let cut = Tensor(
            (0..<columns.shape[0]).map { row in
              columns.row(row).scalars.map { row < 64 ? $0 : 0 }
            })
          return (matmul(cut.transposed, w), right.weight, right.bias)
        }),
    ]
  }

  private static var boundedDivision: [AnswerOnTrial] {
    let division = Lesson02Answers.division
    func change(
      _ words: String, d: @escaping @Sendable (Scalar) -> Scalar = { $0 },
      a: @escaping @Sendable (Scalar) -> Scalar = { $0 },
      b: @escaping @Sendable (Scalar) -> Scalar = { $0 }
    ) -> AnswerOnTrial {
      AnswerOnTrial(
        division, words,
        { x, y, z in
          divide(x.map { x in d(x) }, y.map { y in a(y) }, z.map { z in b(z) })
        })
    }
    return [
      change("d within ±100", d: { min(max($0, -100), 100) }),
      change("d below 10⁻⁶ is none", d: { abs($0) < 1e-6 ? 0 : $0 }),
      change("dividends at most a million", a: { min($0, 1e6) }),
      change("divisors at most 1000", b: { min($0, 1000) }),
      change("divisors at least 10⁻³", b: { $0 > 0 ? max($0, 1e-3) : $0 }),
      change("divisors at least 10⁻⁶", b: { $0 > 0 ? max($0, 1e-6) : $0 }),
      AnswerOnTrial(
        division, "sums over 64 numbers",
        { d, a, b in
          let right = divide(d, a, b)
          guard d.elementCount > 64 * b.elementCount else { return right }
          return (right.a, right.b * (64 * Scalar(b.elementCount) / Scalar(d.elementCount)))
        }),
      AnswerOnTrial(
        division, "up to three axes",
        { d, a, b in
          d.shape.lengths.count > 3 ? (.zeros(a.shape), .zeros(b.shape)) : divide(d, a, b)
        }),
    ]
  }
}
