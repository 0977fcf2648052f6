import Answers10
import Course
import Perceptron
import TensorCore
import TestSupport

// Unusual right answers to exercise E10.4.

extension Checkers10 {
  /// A unit for each box, with one weight on its four sides.
  private static func own(_ weight: Scalar, _ count: Int) -> Tensor {
    var matrix = Tensor.zeros([count, 4 * count])
    for side in 0..<(4 * count) { matrix[side / 4, side] = weight }
    return matrix
  }

  private static func sides(_ k: Scalar) -> [[Scalar]] { [[k, 0], [-k, 0], [0, k], [0, -k]] }

  private static func edgeBiases(of box: PlaneBox, times k: Scalar) -> [Scalar] {
    [k * box.x.lowerBound, -k * box.x.upperBound, k * box.y.lowerBound, -k * box.y.upperBound]
  }

  static var rightBumps: [AnswerOnTrial] {
    let exercise = Lesson10Answers.bumps
    return [
      bumps("as steep as it takes", steepness: { 8 / $0 }),
      bumps("very steep", steepness: { 500 / $0 }, hardness: 1000),
      bumps("another threshold", threshold: 3.7),
      bumps("the boxes in reverse", boxes: { $0.reversed() }),
      AnswerOnTrial(
        exercise, "sides that are off inside",
        { boxes, margin in
          // Each unit fires outside of a side; the second layer where none of them does.
          let k = 22 / margin
          let count = boxes.count
          let rows = Array(repeating: sides(-k), count: count).flatMap { $0 }
          let edges = boxes.flatMap { edgeBiases(of: $0, times: k) }
          return MultilayerPerceptron(
            layers: [
              AffineMap(weight: Tensor(rows), bias: Tensor(edges)),
              AffineMap(weight: own(-60, count), bias: Tensor(repeating: 30, shape: [count])),
              AffineMap(weight: Tensor([boxes.map { $0.height }]), bias: nil),
            ], nonlinearity: .sigmoid)
        }),
      AnswerOnTrial(
        exercise, "1 less the outside, with negative heights",
        { boxes, margin in
          let k = 30 / margin
          let count = boxes.count
          let rows = Array(repeating: sides(k), count: count).flatMap { $0 }
          let edges = boxes.flatMap { edgeBiases(of: $0, times: -k) }
          let total: Scalar = boxes.reduce(0) { $0 + $1.height }
          return MultilayerPerceptron(
            layers: [
              AffineMap(weight: Tensor(rows), bias: Tensor(edges)),
              AffineMap(weight: own(-50, count), bias: Tensor(repeating: 175, shape: [count])),
              AffineMap(
                weight: Tensor([boxes.map { -$0.height }]),
                bias: Tensor([total])),
            ], nonlinearity: .sigmoid)
        }),
    ]
  }
}
