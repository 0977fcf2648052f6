public import Autograd
public import TensorCore

/// A network of the overview while it is trained: minibatches with replacement, AdamW, clipping, half a cosine.
public final class NetworkTraining {
  /// The settings.
  public let settings: NetworkSettings

  /// The network.
  public let model: Sequential

  private let optimizer: AdamW
  private var generator: SplitMix64
  private var step = 0

  /// Begins a run of a network with the layers that the settings name.
  ///
  /// - Parameters:
  ///   - settings: What a person chose.
  ///   - inputCount: The number of features.
  ///   - outputCount: The number of outputs.
  ///   - seed: The seed of weights and batches.
  public convenience init(
    _ settings: NetworkSettings, inputCount: Int, outputCount: Int, seed: UInt64
  ) {
    self.init(settings, seed: seed) { generator in
      settings.network(inputCount: inputCount, outputCount: outputCount, using: &generator)
    }
  }

  /// Begins a run of any network.
  ///
  /// - Parameters:
  ///   - settings: What a person chose; its widths are not asked for.
  ///   - seed: The seed of weights and batches.
  ///   - network: Makes the network.
  public init(
    _ settings: NetworkSettings, seed: UInt64, network: (inout SplitMix64) -> Sequential
  ) {
    self.settings = settings
    generator = SplitMix64(seed: seed)
    model = network(&generator)
    optimizer = AdamW(
      model.trainedVariables,
      AdamWRule(
        learningRate: settings.learningRate, beta1: settings.beta1, beta2: settings.beta2,
        weightDecay: settings.weightDecay))
  }

  /// Makes all steps that the settings name.
  ///
  /// - Parameters:
  ///   - sampleCount: The number of training samples.
  ///   - watch: Called after every step with its number from 1; it does not change the network.
  ///   - loss: The loss of some samples by their numbers.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public func run(
    sampleCount: Int, watch: (Int) -> Void = { _ in }, loss: ([Int]) -> Variable
  ) throws {
    for _ in 0..<settings.stepCount {
      let rows =
        settings.batchSize >= sampleCount
        ? Array(0..<sampleCount)
        : (0..<settings.batchSize).map { _ in generator.uniform(below: sampleCount) }
      optimizer.zeroGradients()
      let current = loss(rows)
      guard current.scalar.isFinite else {
        throw TrainingError.notFinite(step: step, operation: nil)
      }
      try current.backward()
      clipGradientNorm(model.trainedVariables, to: settings.greatestGradientNorm)
      optimizer.groups[0].rule.learningRate = settings.rate(at: step)
      optimizer.step()
      step += 1
      watch(step)
    }
  }

  /// The network's answers, without a graph.
  ///
  /// - Parameter features: A matrix `[samples, features]`.
  /// - Returns: The outputs, `[samples, outputs]`.
  public func outputs(for features: Tensor) -> Tensor {
    withoutGradient { model(Variable(features)).value }
  }
}
