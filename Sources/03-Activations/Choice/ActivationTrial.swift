public import Autograd
public import Datasets
public import TensorCore

/// A small training run with one activation in the hidden layers: what bears a choice out, or does not.
public struct ActivationTrial: Sendable {
  /// The activation of the hidden layers.
  public var activation: Activation

  /// The number of hidden layers.
  public var depth: Int

  /// The units of each.
  public var width: Int

  /// The number of steps.
  public var stepCount: Int

  /// Creates a trial.
  ///
  /// - Parameters:
  ///   - activation: The activation of the hidden layers.
  ///   - depth: The number of hidden layers.
  ///   - width: The units of each.
  ///   - stepCount: The number of steps.
  /// - Precondition: The counts are positive.
  public init(_ activation: Activation, depth: Int, width: Int, stepCount: Int) {
    precondition(
      depth > 0 && width > 0 && stepCount > 0,
      "ActivationTrial.init: not positive: \(depth), \(width) or \(stepCount)")
    self.activation = activation
    self.depth = depth
    self.width = width
    self.stepCount = stepCount
  }

  /// How the first weights are drawn: normal, of a variance that is a gain over the inputs.
  public struct Start: Sendable {
    /// The gain of the first layer.
    public var firstGain: Scalar

    /// The gain of the layers behind it.
    public var gain: Scalar

    /// The greatest bias, times the square root of the inputs; biases are uniform up to it.
    public var biasBound: Scalar

    /// He's weights without biases, for classifiers.
    public static var he: Start { Start(firstGain: 2, gain: 2, biasBound: 0) }

    /// He's weights, with PyTorch's biases, which spread the kinks over the inputs.
    public static var heWithBiases: Start { Start(firstGain: 2, gain: 2, biasBound: 1) }

    /// For one coordinate, weights of the variances that Sitzmann and others give a sine of frequency 30; theirs are uniform.
    public static var sine: Start { Start(firstGain: 1 / 3, gain: 2 / 900, biasBound: 1) }
  }

  /// The network that is trained.
  ///
  /// - Parameters:
  ///   - inputCount: The number of inputs.
  ///   - outputCount: The number of outputs.
  ///   - start: How the first weights are drawn.
  ///   - generator: The source of the weights.
  /// - Returns: The network.
  public func network(
    inputCount: Int, outputCount: Int, start: Start,
    using generator: inout some RandomNumberGenerator
  ) -> Sequential {
    var layers: [any Layer] = []
    var features = inputCount
    for count in Array(repeating: width, count: depth) + [outputCount] {
      let gain = layers.isEmpty ? start.firstGain : start.gain
      if !layers.isEmpty { layers.append(ActivationLayer(activation)) }
      let weight = Tensor.normal(
        [count, features], standardDeviation: (gain / Scalar(features)).squareRoot(),
        using: &generator)
      let bound = start.biasBound / Scalar(features).squareRoot()
      let bias = Tensor.uniform([count], in: -bound..<bound, using: &generator)
      layers.append(Linear(weight: weight, bias: bias))
      features = count
    }
    return Sequential(layers)
  }

  /// The share of held-out images that are recognized after training.
  ///
  /// - Parameters:
  ///   - data: Images with labels; a fifth, drawn at random, is held out.
  ///   - learningRate: The rate of AdamW.
  ///   - seed: The seed of the split, the weights and the batches.
  /// - Returns: The accuracy, from 0 to 1.
  /// - Throws: What training throws.
  public func accuracy(
    on data: LabeledData, learningRate: Scalar, seed: UInt64
  ) throws -> Double {
    var generator = SplitMix64(seed: seed)
    let (training, heldOut) = data.splitShuffled(testFraction: 0.2, using: &generator)
    let model = network(
      inputCount: data.featureCount, outputCount: data.classCount, start: .he, using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: learningRate)
    for _ in 0..<stepCount {
      let rows = (0..<64).map { _ in generator.uniform(below: training.count) }
      let batch = training.selecting(rows)
      try trainingStep(optimizer) {
        softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
      }
    }
    let answers = withoutGradient { model(Variable(heldOut.features)).value.argmax() }
    return Double(zip(answers, heldOut.labels).count { $0 == $1 }) / Double(heldOut.count)
  }

  /// The mean squared error after fitting a wave, sin(25 x) on −1…1, by its coordinate.
  ///
  /// - Parameters:
  ///   - learningRate: The rate of AdamW.
  ///   - seed: The seed of the weights.
  /// - Returns: The error; the variance of the wave is about a half.
  /// - Throws: What training throws.
  public func errorOnWave(learningRate: Scalar, seed: UInt64) throws -> Double {
    var generator = SplitMix64(seed: seed)
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 128).reshaped(to: [128, 1])
    let targets = x.map { x in .sine(25 * x) }
    let model = network(
      inputCount: 1, outputCount: 1, start: activation.name == "Sine" ? .sine : .heWithBiases,
      using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: learningRate)
    for _ in 0..<stepCount {
      try trainingStep(optimizer) { meanSquaredError(model(Variable(x)), targets: targets) }
    }
    return Double(withoutGradient { meanSquaredError(model(Variable(x)), targets: targets).scalar })
  }
}
