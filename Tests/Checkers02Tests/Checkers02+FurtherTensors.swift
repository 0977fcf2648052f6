import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Further wrong answers to exercises E02.4 to E02.6.

extension Checkers02 {
  static var moreWrongTensors: [AnswerOnTrial] {
    moreWrongClipping + moreWrongLinear + moreWrongDivision
  }

  private static var moreWrongClipping: [AnswerOnTrial] {
    let clipping = Lesson02Answers.clipping
    let memory = AnswerMemory()
    func shortened(
      by norm: @escaping @Sendable ([Tensor]) -> Scalar
    )
      -> @Sendable ([Tensor], Scalar) -> (norm: Scalar, gradients: [Tensor])
    {
      { g, b in (norm(g), g.map { $0 * min(1, b / (norm(g) + 1e-6)) }) }
    }
    return [
      AnswerOnTrial(clipping, "divided by the tensors", shortened { norm($0) / Scalar($0.count) }),
      AnswerOnTrial(clipping, "the last tensor's norm", shortened { $0.last?.norm() ?? 0 }),
      AnswerOnTrial(
        clipping, "the largest tensor's norm", shortened { $0.map { $0.norm() }.max() ?? 0 }),
      AnswerOnTrial(clipping, "the first three tensors", shortened { norm(Array($0.prefix(3))) }),
      AnswerOnTrial(
        clipping, "of single precision", shortened { Scalar(Float(norm($0) * 1.1) / 1.1) }),
      AnswerOnTrial(
        clipping, "without scalars", shortened { norm($0.filter { $0.elementCount > 1 }) }),
      AnswerOnTrial(clipping, "the square of the norm", shortened { norm($0) * norm($0) }),
      AnswerOnTrial(clipping, "a bound of at least 10⁻³", { g, b in clip(g, max(b, 1e-3)) }),
      AnswerOnTrial(clipping, "a bound of 1", { g, _ in clip(g, 1) }),
      AnswerOnTrial(
        clipping, "the norm of the last call",
        { g, b in
          let right = clip(g, b)
          let last = memory.tensor?.scalar ?? right.norm
          memory.tensor = Tensor(right.norm)
          return (last, right.gradients)
        }),
      AnswerOnTrial(
        clipping, "10⁻⁶ taken away",
        { g, b in
          (norm(g), g.map { $0 * min(1, b / max(norm(g) - 1e-6, 1e-12)) })
        }),
      AnswerOnTrial(
        clipping, "clipped twice", { g, b in (norm(g), clip(clip(g, b).gradients, b).gradients) }),
      AnswerOnTrial(clipping, "sorted", { g, b in (norm(g), clip(g, b).gradients.reversed()) }),
    ]
  }

  private static var moreWrongLinear: [AnswerOnTrial] {
    let layer = Lesson02Answers.linear
    let memory = AnswerMemory()
    func answer(
      _ words: String,
      _ change:
        @escaping @Sendable (Tensor, Tensor, Tensor) -> (
          input: Tensor, weight: Tensor, bias: Tensor
        )
    ) -> AnswerOnTrial { AnswerOnTrial(layer, words, { d, x, w in change(d, x, w) }) }
    /// The right answer with one part changed.
    @Sendable func with(
      _ right: (input: Tensor, weight: Tensor, bias: Tensor), input: Tensor? = nil,
      weight: Tensor? = nil, bias: Tensor? = nil
    ) -> (input: Tensor, weight: Tensor, bias: Tensor) {
      (input ?? right.input, weight ?? right.weight, bias ?? right.bias)
    }
    return [
      answer("four samples at most") { d, x, w in
        let rows = Array(0..<min(4, d.shape[0]))
        let part = linear(d.gathering(rows: rows), x.gathering(rows: rows), w)
        return with(part, input: matmul(d, w))
      },
      answer("the bias's share of four samples") { d, x, w in
        with(linear(d, x, w), bias: d.gathering(rows: Array(0..<min(4, d.shape[0]))).sum(axis: 0))
      },
      answer("the bias's gradient over the inputs") { d, x, w in
        with(linear(d, x, w), bias: x.sum(axis: 0))
      },
      answer("divided by the batch where it is above 1") { d, x, w in
        with(linear(d, x, w), bias: d.sum(axis: 0) / Scalar(max(1, d.shape[0] - 1)))
      },
      answer("the weight itself") { d, x, w in with(linear(d, x, w), weight: w) },
      answer("the weight's gradient with the mean input") { d, x, w in
        let mean = Tensor.zeros(x.shape) + x.mean(axis: 0)
        return with(linear(d, x, w), weight: matmul(d, mean, transposing: .left))
      },
      answer("whole numbers") { d, x, w in
        linear(d.map { d in d.rounded() }, x.map { x in x.rounded() }, w.map { w in w.rounded() })
      },
      answer("the weight's magnitudes") { d, x, w in
        with(linear(d, x, w), input: matmul(d, w.map { w in abs(w) }))
      },
      answer("negative gradients stop") { d, x, w in
        with(linear(d, x, w), input: matmul(d, w).map { g in max(g, 0) })
      },
      answer("gradients pass where inputs are positive") { d, x, w in
        with(linear(d, x, w), input: matmul(d, w).combined(with: x) { g, x in x > 0 ? g : 0 })
      },
      answer("the last weight's gradient of that shape") { d, x, w in
        let right = linear(d, x, w)
        let last = memory.tensor
        memory.tensor = right.weight
        return with(right, weight: last?.shape == w.shape ? last : nil)
      },
    ]
  }

  private static var moreWrongDivision: [AnswerOnTrial] {
    let division = Lesson02Answers.division
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(
        division, "summed over the first axis",
        { d, a, b in
          let right = divide(d, a, b)
          return (right.a, b.shape == d.shape ? right.b : (-d * a / (b * b)).sum(axis: 0))
        }),
      AnswerOnTrial(
        division, "an epsilon of 10⁻¹²",
        { d, a, b in ((d / (b + 1e-12)).summed(to: a.shape), divide(d, a, b).b) }),
      AnswerOnTrial(
        division, "divided by the uses",
        { d, a, b in
          let right = divide(d, a, b)
          return (right.a / Scalar(max(1, d.elementCount / max(1, a.elementCount))), right.b)
        }),
      AnswerOnTrial(
        division, "axes of length 1 are dropped",
        { d, a, b in
          let right = divide(d, a, b)
          return (a.shape.lengths.first == 1 ? right.a.flattened : right.a, right.b)
        }),
      AnswerOnTrial(
        division, "whole dividends", { d, a, b in divide(d, a.map { a in a.rounded() }, b) }),
      AnswerOnTrial(
        division, "the divisor is constant", { d, a, b in (divide(d, a, b).a, .zeros(b.shape)) }),
      AnswerOnTrial(
        division, "the dividend is constant", { d, a, b in (.zeros(a.shape), divide(d, a, b).b) }),
      AnswerOnTrial(
        division, "of single precision",
        { d, a, b in
          (divide(d, a, b).a.map { g in Scalar(Float(g * 1.1) / 1.1) }, divide(d, a, b).b)
        }),
      AnswerOnTrial(
        division, "small dividends are none",
        { d, a, b in
          divide(d, a.map { a in abs(a) < 1e-3 ? 0 : a }, b)
        }),
      AnswerOnTrial(division, "d's magnitudes", { d, a, b in divide(d.map { d in abs(d) }, a, b) }),
      AnswerOnTrial(
        division, "the square of the dividend",
        { d, a, b in
          (divide(d, a, b).a, (-d * a * a / (b * b)).summed(to: b.shape))
        }),
      AnswerOnTrial(
        division, "the last answer of these shapes",
        { d, a, b in
          let right = divide(d, a, b)
          let last = memory.tensor
          memory.tensor = right.a
          return (last?.shape == a.shape ? last ?? right.a : right.a, right.b)
        }),
    ]
  }
}
