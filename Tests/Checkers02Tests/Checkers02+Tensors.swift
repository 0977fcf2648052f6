import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Wrong answers to exercises E02.4 to E02.6.

extension Checkers02 {
  static func norm(_ g: [Tensor]) -> Scalar { Tensor(g.map { $0.norm() }).norm() }

  static func clip(_ g: [Tensor], _ bound: Scalar) -> (norm: Scalar, gradients: [Tensor]) {
    (norm(g), g.map { $0 * min(1, bound / (norm(g) + 1e-6)) })
  }

  static var wrongClipping: [AnswerOnTrial] {
    let clipping = Lesson02Answers.clipping
    return [
      AnswerOnTrial(
        clipping, "infinite",
        { g, _ in (.infinity, g.map { Tensor(repeating: .infinity, shape: $0.shape) }) }),
      AnswerOnTrial(
        clipping, "no 10⁻⁶, unguarded", { g, b in (norm(g), g.map { $0 * min(1, b / norm(g)) }) }),
      AnswerOnTrial(
        clipping, "10⁻⁸ instead", { g, b in (norm(g), g.map { $0 * min(1, b / (norm(g) + 1e-8)) }) }
      ),
      AnswerOnTrial(
        clipping, "10⁻⁶ under the root",
        { g, b in
          let n = (norm(g) * norm(g) + 1e-6).squareRoot()
          return (norm(g), g.map { $0 * min(1, b / n) })
        }),
      AnswerOnTrial(
        clipping, "10⁻⁶ in the norm that is returned",
        { g, b in (norm(g) + 1e-6, clip(g, b).gradients) }),
      AnswerOnTrial(
        clipping, "only above the bound", { g, b in norm(g) <= b ? (norm(g), g) : clip(g, b) }),
      AnswerOnTrial(
        clipping, "the first two tensors' norm",
        { g, b in
          let n = norm(Array(g.prefix(2)))
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      AnswerOnTrial(
        clipping, "the mean square",
        { g, b in
          let n = norm(g) / Scalar(g.reduce(0) { $0 + $1.elementCount }).squareRoot()
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      AnswerOnTrial(
        clipping, "the largest magnitude",
        { g, b in
          let n = g.map { $0.maximumMagnitude() }.max() ?? 0
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      AnswerOnTrial(
        clipping, "the sum of magnitudes",
        { g, b in
          let n = g.reduce(0) { $0 + $1.sumOfMagnitudes() }
          return (n, g.map { $0 * min(1, b / (n + 1e-6)) })
        }),
      AnswerOnTrial(
        clipping, "flattened gradients",
        { g, b in (norm(g), clip(g, b).gradients.map(\.flattened)) }),
      AnswerOnTrial(
        clipping, "the first tensor only is shortened",
        { g, b in
          (norm(g), g.enumerated().map { $0 == 0 ? $1 * min(1, b / (norm(g) + 1e-6)) : $1 })
        }),
      AnswerOnTrial(
        clipping, "unit length", { g, _ in (norm(g), g.map { $0 / (norm(g) + 1e-6) }) }),
      AnswerOnTrial(
        clipping, "the last is missing",
        { g, b in (norm(g), Array(clip(g, b).gradients.dropLast())) }),
    ]
  }

  static func linear(
    _ d: Tensor, _ x: Tensor, _ w: Tensor
  ) -> (input: Tensor, weight: Tensor, bias: Tensor) {
    (matmul(d, w), matmul(d, x, transposing: .left), d.sum(axis: 0))
  }

  static var wrongLinear: [AnswerOnTrial] {
    let layer = Lesson02Answers.linear
    func answer(
      _ words: String,
      _ change:
        @escaping @Sendable (Tensor, Tensor, Tensor) -> (
          input: Tensor, weight: Tensor, bias: Tensor
        )
    ) -> AnswerOnTrial { AnswerOnTrial(layer, words, { d, x, w in change(d, x, w) }) }
    @Sendable func infinite(_ t: Tensor) -> Tensor { Tensor(repeating: .infinity, shape: t.shape) }
    return [
      answer("infinite") { d, x, w in (infinite(x), infinite(w), infinite(d.sum(axis: 0))) },
      answer("the bias's gradient as a row") { d, x, w in
        (
          linear(d, x, w).input, linear(d, x, w).weight,
          d.sum(axis: 0).reshaped(to: [1, d.shape[1]])
        )
      },
      answer("the bias from the first sample") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight, d.row(0))
      },
      answer("the sum over the wrong axis") { d, x, w in
        (
          linear(d, x, w).input, linear(d, x, w).weight,
          d.shape[0] == d.shape[1] ? d.sum(axis: 1) : d.sum(axis: 0)
        )
      },
      answer("the weight transposed for square layers") { d, x, w in
        w.shape[0] == w.shape[1]
          ? linear(d, x, w)
          : (linear(d, x, w).input, linear(d, x, w).weight.transposed, d.sum(axis: 0))
      },
      answer("zeros for oblong layers") { d, x, w in
        w.shape[0] == w.shape[1]
          ? linear(d, x, w) : (.zeros(x.shape), .zeros(w.shape), d.sum(axis: 0))
      },
      answer("the inner loop over the inputs' count") { d, x, w in
        var input = Tensor.zeros(x.shape)
        for n in 0..<d.shape[0] {
          for j in 0..<x.shape[1] {
            for k in 0..<min(x.shape[1], d.shape[1]) { input[n, j] += d[n, k] * w[k, j] }
          }
        }
        return (input, linear(d, x, w).weight, d.sum(axis: 0))
      },
      answer("without the bias") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight, .zeros([d.shape[1]]))
      },
      answer("a small decay of the weight") { d, x, w in
        (linear(d, x, w).input, linear(d, x, w).weight + 1e-6 * w, d.sum(axis: 0))
      },
      answer("the input's gradient averaged") { d, x, w in
        (linear(d, x, w).input / Scalar(d.shape[0]), linear(d, x, w).weight, d.sum(axis: 0))
      },
      answer("symmetric weights assumed") { d, x, w in
        w.shape[0] == w.shape[1]
          ? (matmul(d, (w + w.transposed) / 2), linear(d, x, w).weight, d.sum(axis: 0))
          : linear(d, x, w)
      },
    ]
  }

  static func divide(_ d: Tensor, _ a: Tensor, _ b: Tensor) -> (a: Tensor, b: Tensor) {
    ((d / b).summed(to: a.shape), (-d * a / (b * b)).summed(to: b.shape))
  }

  static var wrongDivision: [AnswerOnTrial] {
    let division = Lesson02Answers.division
    @Sendable func infinite(_ t: Tensor) -> Tensor { Tensor(repeating: .infinity, shape: t.shape) }
    return [
      AnswerOnTrial(division, "infinite", { _, a, b in (infinite(a), infinite(b)) }),
      AnswerOnTrial(division, "dividend unsummed", { d, a, b in (d / b, divide(d, a, b).b) }),
      AnswerOnTrial(division, "both unsummed", { d, a, b in (d / b, -d * a / (b * b)) }),
      AnswerOnTrial(
        division, "columns are not summed",
        { d, a, b in
          (b.shape.lengths.count == 2 && b.shape[1] == 1)
            ? (d / b, -d * a / (b * b)) : divide(d, a, b)
        }),
      AnswerOnTrial(
        division, "an epsilon in the square",
        { d, a, b in
          (divide(d, a, b).a, (-d * a / (b * b + 1e-8)).summed(to: b.shape))
        }),
      AnswerOnTrial(
        division, "an epsilon in the divisor",
        { d, a, b in
          ((d / (b + 1e-8)).summed(to: a.shape), divide(d, a, b).b)
        }),
      AnswerOnTrial(division, "d is ignored", { d, a, b in divide(.ones(d.shape), a, b) }),
      AnswerOnTrial(
        division, "through the logarithm",
        { d, a, b in
          let q = a / b
          return ((d * q / a).summed(to: a.shape), (-d * q / b).summed(to: b.shape))
        }),
      AnswerOnTrial(
        division, "magnitude of the divisor",
        { d, a, b in
          ((d / b.map { b in abs(b) }).summed(to: a.shape), divide(d, a, b).b)
        }),
      AnswerOnTrial(
        division, "numbers alone are not summed",
        { d, a, b in
          (a.elementCount == 1 ? d / b : divide(d, a, b).a, divide(d, a, b).b)
        }),
      AnswerOnTrial(
        division, "right for two axes at most",
        { d, a, b in
          d.shape.lengths.count > 2 ? (.zeros(a.shape), .zeros(b.shape)) : divide(d, a, b)
        }),
      AnswerOnTrial(
        division, "flat gradients",
        { d, a, b in (divide(d, a, b).a.flattened, divide(d, a, b).b.flattened) }),
      AnswerOnTrial(division, "swapped", { d, a, b in (divide(d, a, b).b, divide(d, a, b).a) }),
    ]
  }
}
