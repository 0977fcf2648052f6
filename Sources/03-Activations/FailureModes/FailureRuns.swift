import Autograd
import Course
import TensorCore

/// What several failure modes of this lesson share: data, first weights, and deep stacks.
enum FailureRuns {
  /// Square matrices whose entries have the variance gain² / width.
  static func squareWeights(
    _ count: Int, gain: Scalar, width: Int = 64, using generator: inout SplitMix64
  ) -> [Tensor] {
    (0..<count).map { _ in
      .normal(
        [width, width], standardDeviation: gain / .squareRoot(Scalar(width)), using: &generator)
    }
  }

  /// A layer whose weights have the variance gain² / inputs and whose biases are 0.
  static func layer(
    _ inputCount: Int, _ outputCount: Int, gain: Scalar, using generator: inout SplitMix64
  ) -> Linear {
    let weight = Tensor.normal(
      [outputCount, inputCount], standardDeviation: gain / .squareRoot(Scalar(inputCount)),
      using: &generator)
    return Linear(weight: weight, bias: .zeros([outputCount]))
  }

  /// The outputs of linear maps without biases, each followed by an activation.
  static func outputs(
    of weights: [Tensor], _ x: Tensor, _ activation: (Tensor) -> Tensor
  ) -> Tensor {
    weights.reduce(x) { x, weight in activation(matmul(x, weight, transposing: .right)) }
  }

  /// The size of a tensor's difference from another, relative to the other's size.
  static func relativeDifference(_ tensor: Tensor, from other: Tensor) -> Measurement {
    Measurement((tensor - other).norm() / other.norm())
  }

  /// Samples around centers, one center after the other in turn, and the numbers of their centers.
  static func clusters(
    around centers: [[Scalar]], count: Int, using generator: inout SplitMix64
  ) -> (x: Tensor, labels: [Int]) {
    let labels = (0..<count).map { $0 % centers.count }
    let noise = Tensor.normal([count, 2], standardDeviation: 0.3, using: &generator)
    return (Tensor(centers).gathering(rows: labels) + noise, labels)
  }

  /// Points on two circles around the origin, of radius 1 for class 0 and 2 for class 1, in turn.
  static func rings(
    count: Int, using generator: inout SplitMix64
  ) -> (x: Tensor, labels: [Int]) {
    let labels = (0..<count).map { $0 % 2 }
    let rows = labels.map { label -> [Scalar] in
      let angle = 2 * Scalar.pi * Scalar(generator.uniform())
      let radius = Scalar(1 + label)
      return [radius * .cosine(angle), radius * .sine(angle)]
    }
    return (Tensor(rows), labels)
  }

  /// Labels as a column of targets for one output unit.
  static func column(_ labels: [Int]) -> Tensor {
    Tensor(labels.map { Scalar($0) }).reshaped(to: [labels.count, 1])
  }

  /// Gradient descent on all samples at once.
  static func train(
    _ model: any Layer, learningRate: Scalar, stepCount: Int, loss: () throws -> Variable
  ) throws -> TrainingRecord {
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    return try fit(model, optimizer, stepCount: stepCount) { _ in try loss() }.finished()
  }

  /// The share of answers that equal the labels.
  static func accuracy(of answers: [Int], _ labels: [Int]) -> Double {
    Double(zip(answers, labels).count { $0 == $1 }) / Double(labels.count)
  }

  /// The binary cross-entropy of probabilities, which are kept one rounding away from 0 and 1.
  ///
  /// PyTorch's `binary_cross_entropy` keeps the logarithms above −100 instead.
  static func crossEntropy(ofProbabilities p: Variable, targets: Tensor) -> Variable {
    let inside = p.clamped(to: Scalar.ulpOfOne...(1 - .ulpOfOne))
    let positive = log(inside) * Variable(targets)
    let negative = log(1 - inside) * Variable(1 - targets)
    return -(positive + negative).mean()
  }
}
