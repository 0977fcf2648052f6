import Answers10
import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport

// Unusual right answers to exercise E10.2.

extension Checkers10 {
  static var rightTents: [AnswerOnTrial] {
    let exercise = Lesson10Answers.tenTents
    return [
      tents("by the sum of the slopes"),
      tents(
        "with the knots exchanged", out: { p, _ in [-1 / (p * (1 - p)), 1 / p] },
        knots: { p, _ in [-p, 0] }),
      tents(
        "a first unit that is never off",
        out: { p, _ in [1 / p, -1 / (p * (1 - p))] }, knots: { p, _ in [0, -p] },
        finally: { network in
          var copy = network
          // relu(x + 1) − 1 is x.
          copy.layers[0].bias = copy.layers[0].bias.map { $0 + Tensor([1, 0]) }
          let row = copy.layers[1].weight
          let shift = (0..<row.shape[0]).map { -row[$0, 0] }
          copy.layers[1].bias = (copy.layers[1].bias ?? .zeros([row.shape[0]])) + Tensor(shift)
          return copy
        }),
      tents(
        "units of twice the size",
        finally: { network in
          var copy = network
          for level in copy.layers.indices {
            let isLast = level == copy.layers.count - 1
            copy.layers[level].weight =
              copy.layers[level].weight * (isLast ? 1 : 2) * (level == 0 ? 1 : 0.5)
            if !isLast { copy.layers[level].bias = copy.layers[level].bias.map { $0 * 2 } }
          }
          return copy
        }),
      AnswerOnTrial(
        exercise, "the peak less both slopes, from the last layer back",
        { peaks in
          // The tent is 1 − relu(1 − x / p) − relu((x − p) / (1 − p)).
          var layers = [AffineMap(weight: Tensor([[-1, -1]]), bias: Tensor([1]))]
          for (level, peak) in peaks.enumerated().reversed() {
            let column: [Scalar] = [-1 / peak, 1 / (1 - peak)]
            let shift: [Scalar] = [1, -peak / (1 - peak)]
            let isFirst = level == 0
            layers.insert(
              AffineMap(
                weight: Tensor(column.map { isFirst ? [$0] : [-$0, -$0] }),
                bias: Tensor(zip(column, shift).map { isFirst ? $1 : $0 + $1 })), at: 0)
          }
          return MultilayerPerceptron(layers: layers, nonlinearity: .relu)
        }),
    ]
  }
}
