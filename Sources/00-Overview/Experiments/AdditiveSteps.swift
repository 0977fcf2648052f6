import Autograd
public import TensorCore

/// A regression that is made for stumps: steps of three of ten features, and noise.
///
///     y = 2 [x₀ > 0.2] − 3 [x₁ > −0.3] + [x₂ > 0.1] + 0.1 ε,   x uniform in ±1
///
/// A network of ReLU units is continuous: it has to make three jumps of steep slopes, from 200 samples. A stump *is* a jump.
public struct AdditiveSteps: Sendable {
  /// The mean squared errors on test samples without noise; the variance of these targets is 3.255.
  public struct Errors: Sendable {
    /// Ridge regression, the best of six penalties by validation.
    public let ridge: Double
    /// A hundred stumps with ν = 0.3, which nobody tuned.
    public let stumps: Double
    /// The network with the best of six settings by validation, at its last step.
    public let network: Double
    /// The network with the setting and at the moment that the test samples themselves say were best: a help that nobody has.
    public let networkStoppedByOracle: Double
  }

  /// The number of training samples.
  public var sampleCount: Int

  /// The number of features, three of which matter.
  public var featureCount: Int

  /// The number of the network's steps.
  public var stepCount: Int

  /// Creates the problem.
  ///
  /// - Precondition: There are three features or more, samples and steps.
  public init(sampleCount: Int = 200, featureCount: Int = 10, stepCount: Int = 400) {
    precondition(
      sampleCount > 0 && featureCount >= 3 && stepCount > 0,
      "AdditiveSteps.init: \(sampleCount) samples, \(featureCount) features, \(stepCount) steps")
    (self.sampleCount, self.featureCount, self.stepCount) = (sampleCount, featureCount, stepCount)
  }

  /// The jumps: of which feature, where, and how high.
  public static var jumps: [(feature: Int, place: Scalar, height: Scalar)] {
    [(0, 0.2, 2), (1, -0.3, -3), (2, 0.1, 1)]
  }

  /// The target without noise.
  ///
  /// - Parameter features: A matrix `[samples, features]`.
  /// - Returns: A number for each sample.
  public func target(_ features: Tensor) -> Tensor {
    Tensor(
      (0..<features.shape[0]).map { row in
        Self.jumps.reduce(0) { $0 + (features[row, $1.feature] > $1.place ? $1.height : 0) }
      })
  }

  /// Samples with noise.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - generator: The source of places and noise.
  /// - Returns: Features `[count, features]` and targets `[count]`.
  public func samples(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> (features: Tensor, targets: Tensor) {
    let features = Tensor.uniform([count, featureCount], in: -1..<1, using: &generator)
    let noise = Tensor.normal([count], standardDeviation: 0.1, using: &generator)
    return (features, target(features) + noise)
  }

  /// The stumps of a draw.
  ///
  /// - Parameter data: Features and targets.
  /// - Returns: A hundred stumps with ν = 0.3.
  public func stumps(fitting data: (features: Tensor, targets: Tensor)) -> BoostedStumps {
    .regression(fitting: SortedFeatures(data.features), targets: data.targets)
  }

  /// A network of two hidden layers of 32 units, trained on all samples in every step.
  ///
  /// - Parameters:
  ///   - data: Features and targets.
  ///   - learningRate: AdamW's rate at its peak.
  ///   - weightDecay: AdamW's decay.
  ///   - seed: The seed of the weights.
  ///   - watch: Called every twenty steps.
  /// - Returns: The run.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public func network(
    fitting data: (features: Tensor, targets: Tensor), learningRate: Scalar,
    weightDecay: Scalar = 1e-2, seed: UInt64,
    watch: (NetworkTraining) -> Void = { _ in }
  ) throws -> NetworkTraining {
    let training = NetworkTraining(
      NetworkSettings(
        hiddenWidths: [32, 32], learningRate: learningRate, weightDecay: weightDecay,
        stepCount: stepCount, batchSize: data.features.shape[0]),
      inputCount: featureCount, outputCount: 1, seed: seed)
    let (inputs, targets) = (
      Variable(data.features), data.targets.reshaped(to: [data.features.shape[0], 1])
    )
    try training.run(
      sampleCount: data.features.shape[0], watch: { if $0 % 20 == 0 { watch(training) } }
    ) { _ in meanSquaredError(training.model(inputs), targets: targets) }
    return training
  }

  /// Fits all three families on one draw.
  ///
  /// - Parameter seed: The seed of data and weights.
  /// - Returns: The errors.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public func errors(seed: UInt64) throws -> Errors {
    var generator = SplitMix64(seed: seed)
    let data = samples(count: sampleCount, using: &generator)
    let validation = samples(count: 200, using: &generator)
    let features = Tensor.uniform([1_000, featureCount], in: -1..<1, using: &generator)
    let target = target(features)
    func error(_ predictions: Tensor, _ targets: Tensor) -> Double {
      let misses = predictions.flattened - targets
      return Double((misses * misses).mean())
    }
    let strengths: [Scalar] = [0.01, 0.1, 1, 10, 100, 1_000]
    let ridges = strengths.map {
      RidgeRegression(
        fitting: data.features, targets: data.targets, settings: .init(strength: $0))
    }
    let scores = ridges.map { error($0(validation.features), validation.targets) }
    let chosen = scores.indices.min { scores[$0] < scores[$1] } ?? 0
    var (ends, oracle) = ([(validation: Double, test: Double)](), Double.infinity)
    for (rate, decay) in [
      (0.001, 0.01), (0.003, 0.01), (0.01, 0.01), (0.003, 1), (0.01, 1), (0.03, 1),
    ]
      as [(Scalar, Scalar)]
    {
      let trained = try network(
        fitting: data, learningRate: rate, weightDecay: decay, seed: seed
      ) { training in
        oracle = min(oracle, error(training.outputs(for: features), target))
      }
      ends.append(
        (
          error(trained.outputs(for: validation.features), validation.targets),
          error(trained.outputs(for: features), target)
        ))
    }
    return Errors(
      ridge: error(ridges[chosen](features), target),
      stumps: error(stumps(fitting: data)(features), target),
      network: ends.min { $0.validation < $1.validation }?.test ?? .infinity,
      networkStoppedByOracle: oracle)
  }
}
