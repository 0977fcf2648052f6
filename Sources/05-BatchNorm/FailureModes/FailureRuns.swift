import Autograd
import TensorCore

/// What several failure modes of this lesson share: batches, forward passes, linear layers without a bias.
enum FailureRuns {
  /// Batches of normal numbers, drawn one after the other.
  static func batches(
    _ count: Int, _ shape: Shape, mean: Scalar = 0, deviation: Scalar = 1,
    using generator: inout SplitMix64
  ) -> [Tensor] {
    (0..<count).map { _ in mean + deviation * Tensor.normal(shape, using: &generator) }
  }

  /// Forward passes in the mode that the network is in; only running statistics learn by them.
  static func see(_ model: any Layer, _ batches: some Sequence<Tensor>) {
    withoutGradient {
      for x in batches { _ = model(Variable(x)) }
    }
  }

  /// The outputs in the mode that the network is in.
  static func answers(_ model: any Layer, _ x: Tensor) -> Tensor {
    withoutGradient { model(Variable(x)).value }
  }

  /// The outputs in evaluation mode.
  static func served(_ model: any Layer, _ x: Tensor) -> Tensor {
    model.withMode(.evaluation) { answers(model, x) }
  }

  /// A linear layer with PyTorch's default weights and no bias.
  static func linear(
    _ inputCount: Int, _ outputCount: Int, using generator: inout SplitMix64
  ) -> Linear {
    let bound = 1 / Scalar.squareRoot(Scalar(inputCount))
    let weight = Tensor.uniform([outputCount, inputCount], in: -bound..<bound, using: &generator)
    return Linear(weight: weight, bias: nil)
  }

  /// The size of a tensor's difference from another, relative to the other's size.
  static func relativeDifference(_ tensor: Tensor, from other: Tensor) -> Scalar {
    (tensor - other).norm() / other.norm()
  }

  /// The running mean of a layer that keeps one.
  static func runningMean(of norm: BatchNormalization) -> Tensor {
    norm.running?.mean ?? .zeros([norm.featureCount])
  }

  /// The labels 0 and 1 in turn, as a column of centers -2 and 2.
  static func centers(_ labels: [Int]) -> Tensor {
    Tensor(labels.map { Scalar(4 * $0 - 2) }).reshaped(to: [labels.count, 1])
  }
}
