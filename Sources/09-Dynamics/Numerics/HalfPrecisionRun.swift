import Autograd
import Datasets
public import TensorCore

/// A training run on the digits in simulated half precision: what is rounded, and what is done about it.
///
/// ```swift
/// let stalled = try HalfPrecisionRun(.float16).run(seed: 1)
/// let scaled = try HalfPrecisionRun(.float16, scalesLoss: true).run(seed: 1)
/// stalled.lastLoss   // about that of the first step
/// scaled.lastLoss    // that of a run in full precision
/// ```
///
/// Weights, activations and gradients are rounded in every pass. The gradients are as small as a loss makes them that is the
/// mean over many outputs, such as the pixels of a segmentation: the mean over 32 digits is multiplied by `weight`, and the
/// learning rate divided by it. Without rounding that changes nothing, to the bit, since it is a power of two.
public struct HalfPrecisionRun: Sendable {
  /// What is measured.
  public struct Result: Sendable {
    /// The mean cross-entropy over all samples after the last step, in full precision and without the weight.
    public let lastLoss: Scalar

    /// The same before the first step.
    public let firstLoss: Scalar

    /// The share of the weights' gradients that were exactly 0 in the first step.
    public let zeroGradientShare: Double

    /// The share of the weights' entries that no step has changed.
    public let unmovedShare: Double

    /// How many updates were left out.
    public let skippedCount: Int

    /// The factor of the loss at the end; 1 without one.
    public let lastScale: Scalar
  }

  /// The format of the passes.
  public let format: NumberFormat

  /// Whether a `LossScaler` multiplies the loss.
  public let scalesLoss: Bool

  /// Whether the parameters stay in full precision between the passes.
  public let keepsMasterWeights: Bool

  /// The weight of the loss, a power of two.
  public let weight: Scalar

  /// The learning rate without the weight.
  public let learningRate: Scalar

  /// The number of steps.
  public let stepCount: Int

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - format: The format of the passes.
  ///   - scalesLoss: Whether the loss is scaled.
  ///   - keepsMasterWeights: Whether the parameters stay in full precision between the passes.
  ///   - weight: The weight of the loss, positive.
  ///   - learningRate: The learning rate without the weight, by which it is divided; positive.
  ///   - stepCount: The number of steps, positive.
  public init(
    _ format: NumberFormat, scalesLoss: Bool = false, keepsMasterWeights: Bool = true,
    weight: Scalar = 0x1p-20, learningRate: Scalar = 0.05, stepCount: Int = 100
  ) {
    precondition(
      weight > 0 && learningRate > 0 && stepCount > 0,
      "HalfPrecisionRun.init: a weight of \(weight), a rate of \(learningRate), \(stepCount) steps")
    self.format = format
    self.scalesLoss = scalesLoss
    self.keepsMasterWeights = keepsMasterWeights
    self.weight = weight
    self.learningRate = learningRate
    self.stepCount = stepCount
  }

  /// Trains a network of 16 hidden units on 256 digits by gradient descent with momentum.
  ///
  /// - Parameter seed: Of the first weights and of the batches.
  /// - Returns: What was measured.
  /// - Throws: What the reading of the digits or a backward pass throws.
  public func run(seed: UInt64) throws -> Result {
    var generator = SplitMix64(seed: seed)
    let samples = try LabeledData.digits().selecting(Array(0..<256))
    let model = Sequential.multilayerPerceptron([64, 16, 10], using: &generator)
    let parameters = model.trainedVariables
    let optimizer = Momentum(
      parameters, MomentumRule(learningRate: learningRate / weight, momentum: 0.9))
    let scaler = LossScaler(growthInterval: 50)
    if !keepsMasterWeights { round(parameters) }
    let start = parameters.map(\.value)
    let firstLoss = loss(of: model, on: samples)
    var (skippedCount, zeroGradientShare) = (0, 0.0)
    for step in 0..<stepCount {
      let batch = samples.selecting((0..<32).map { _ in generator.uniform(below: samples.count) })
      let logits = format.output(of: model, for: Variable(batch.features))
      let loss = softmaxCrossEntropy(logits, classes: batch.labels) * weight
      optimizer.zeroGradients()
      try (scalesLoss ? scaler.scaled(loss) : loss).backward()
      if step == 0 { zeroGradientShare = share(parameters.compactMap(\.gradient)) { $0 == 0 } }
      if scalesLoss {
        if !scaler.step(optimizer) { skippedCount += 1 }
        scaler.update()
      } else {
        optimizer.step()
      }
      if !keepsMasterWeights { round(parameters) }
    }
    return Result(
      lastLoss: loss(of: model, on: samples), firstLoss: firstLoss,
      zeroGradientShare: zeroGradientShare,
      unmovedShare: share(zip(parameters, start).map { $0.value - $1 }) { $0 == 0 },
      skippedCount: skippedCount, lastScale: scalesLoss ? scaler.scale : 1)
  }

  private func round(_ parameters: [Variable]) {
    for parameter in parameters { parameter.modify { $0 = format.round($0) } }
  }

  private func loss(of model: Sequential, on samples: LabeledData) -> Scalar {
    withoutGradient {
      softmaxCrossEntropy(model(Variable(samples.features)), classes: samples.labels).scalar
    }
  }

  private func share(_ tensors: [Tensor], where condition: (Scalar) -> Bool) -> Double {
    let scalars = tensors.flatMap(\.scalars)
    return Double(scalars.count(where: condition)) / Double(scalars.count)
  }
}
