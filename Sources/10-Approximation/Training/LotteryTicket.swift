import Autograd
import Regularization
public import TensorCore

/// A pruned network, rewound to its first weights and trained again, beside the same mask with other weights and another mask.
///
/// Train, set the smallest weights to 0, put the others back to where they started, train again with the zeros kept: the *lottery
/// ticket*. Whether it beats its rivals depends on how much is pruned, on the initialization and on luck; one run shows nothing.
///
/// ## Source
///
/// Frankle and Carbin, “The lottery ticket hypothesis”, 2019, https://arxiv.org/abs/1803.03635
public struct LotteryTicket: Sendable {
  /// The share of weights that is kept.
  public var keptShare: Double

  /// The width of both hidden layers.
  public var width = 64

  /// The number of steps of each training, on all samples at once.
  public var stepCount = 600

  /// Adam's learning rate.
  public var learningRate: Scalar = 5e-3

  /// The number of samples: points of the plane, labeled by the quadrants of XOR.
  public var sampleCount = 256

  /// Creates the experiment.
  ///
  /// - Parameter keptShare: The share of weights that is kept, in 0…1; of all matrices together, biases are not pruned.
  /// - Precondition: It is in that range.
  public init(keptShare: Double) {
    precondition(
      (0...1).contains(keptShare), "LotteryTicket.init: the share is not in 0…1: \(keptShare)")
    self.keptShare = keptShare
  }

  /// The training loss of each network at the end.
  public struct Outcome: Sendable, Hashable {
    /// Of the whole network.
    public let dense: Double

    /// Of the ticket: pruned by size, put back to its first weights.
    public let ticket: Double

    /// Of the ticket's mask with newly drawn weights.
    public let redrawn: Double

    /// Of the first weights with a random mask that keeps as many of each matrix.
    public let randomMask: Double
  }

  /// Trains all four.
  ///
  /// - Parameter seed: What data, weights and masks are drawn from.
  /// - Returns: Their losses at the end.
  /// - Throws: `TrainingError` if a step is not finite.
  public func outcome(seed: UInt64) throws -> Outcome {
    var generator = SplitMix64(seed: seed)
    let points = Tensor.uniform([sampleCount, 2], in: -1..<1, using: &generator)
    let labels = (0..<sampleCount).map { (points[$0, 0] > 0) != (points[$0, 1] > 0) ? 1 : 0 }
    let start = network(using: &generator)
    let (first, other) = (start.tensors, network(using: &generator).tensors)
    let dense = try train(start, masks: nil, points, labels)
    let masks = MagnitudePruning(matrices(of: start), sparsity: 1 - keptShare).masks
    let shuffled = Self.shuffled(masks, using: &generator)
    func loss(_ values: [String: Tensor], _ masks: [Tensor]) throws -> Double {
      let model = network(values)
      return try train(model, masks: masks, points, labels)
    }
    return Outcome(
      dense: dense, ticket: try loss(first, masks), redrawn: try loss(other, masks),
      randomMask: try loss(first, shuffled))
  }

  private func network(using generator: inout SplitMix64) -> Sequential {
    .multilayerPerceptron([2, width, width, 2], using: &generator)
  }

  private func network(_ values: [String: Tensor]) -> Sequential {
    var generator = SplitMix64(seed: 0)
    let model = network(using: &generator)
    for (name, variable) in model.namedParameters {
      if let value = values[name] { variable.modify { $0 = value } }
    }
    return model
  }

  private func matrices(of model: Sequential) -> [Variable] {
    model.trainedVariables.filter { $0.shape.axisCount == 2 }
  }

  /// Trains with the masked weights held at 0.
  private func train(
    _ model: Sequential, masks: [Tensor]?, _ points: Tensor, _ labels: [Int]
  ) throws -> Double {
    let matrices = matrices(of: model)
    func hold() {
      for (matrix, mask) in zip(matrices, masks ?? []) { matrix.modify { $0 *= mask } }
    }
    hold()
    let optimizer = AdamW(
      model.trainedVariables, AdamWRule(learningRate: learningRate, weightDecay: 0))
    let input = Variable(points)
    for _ in 0..<stepCount {
      try trainingStep(optimizer) { softmaxCrossEntropy(model(input), classes: labels) }
      hold()
    }
    return withoutGradient { Double(softmaxCrossEntropy(model(input), classes: labels).scalar) }
  }

  /// Masks that keep as many entries of each matrix, at random places.
  ///
  /// A rival with other shares in the layers would mix two questions: how many of each layer, and which of them.
  package static func shuffled(
    _ masks: [Tensor], using generator: inout SplitMix64
  ) -> [Tensor] {
    masks.map { mask in
      let (entries, order) = (mask.scalars, generator.permutation(of: mask.elementCount))
      return Tensor(shape: mask.shape, scalars: order.map { entries[$0] })
    }
  }
}
