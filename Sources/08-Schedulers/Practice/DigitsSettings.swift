import Autograd
public import Datasets
public import TensorCore

/// The settings of one training of a network with one hidden layer, and what it reaches on held-out digits.
public struct DigitsSettings: Sendable {
  /// The learning rate.
  public var rate: Scalar = 0.08
  /// The number of hidden units.
  public var width = 32
  /// The samples in a batch.
  public var batch = 32
  /// The strength of the decay, which is added to the gradient.
  public var decay: Scalar = 4e-4
  /// The momentum.
  public var momentum: Scalar = 0.8
  /// The standard deviation of a first weight times the root of its inputs' count.
  public var gain: Scalar = 1.4

  /// Creates the settings in the middle of the sweep.
  public init() {}

  /// The factors of the sweep.
  public static var factors: [String] {
    ["rate", "width", "batch", "decay", "momentum", "initialization"]
  }

  /// The settings at a combination of levels: 0, 1 and 2 stand for a quarter, once and four times the middle.
  ///
  /// Of the momentum μ it is 1 − μ that is divided, because a velocity is the sum of 1 / (1 − μ) gradients.
  ///
  /// - Parameter levels: The level of each factor, 0…2.
  public init(levels: [Int]) {
    precondition(
      levels.count == 6 && levels.allSatisfy { (0...2).contains($0) },
      "DigitsSettings.init: the levels \(levels)")
    let steps: [Scalar] = [0.25, 1, 4]
    self.init()
    rate *= steps[levels[0]]
    width = width * [1, 4, 16][levels[1]] / 4
    batch = batch * [1, 4, 16][levels[2]] / 4
    decay *= steps[levels[3]]
    momentum = 1 - (1 - momentum) / steps[levels[4]]
    gain *= steps[levels[5]]
  }

  /// Trains on a number of samples, however they are cut into batches, and measures the error on others.
  ///
  /// - Parameters:
  ///   - training: Images whose features are in 0…1.
  ///   - validation: Other images.
  ///   - sampleCount: How many samples are seen, with repetition.
  ///   - seed: The seed of the weights and of the batches.
  /// - Returns: The share of held-out images that are named wrongly; that of a diverged network too.
  /// - Throws: `AutogradError` as `backward()` does.
  public func heldOutError(
    training: LabeledData, validation: LabeledData, sampleCount: Int, seed: UInt64
  ) throws -> Double {
    precondition(
      width > 0 && batch > 0 && sampleCount > 0,
      "DigitsSettings.heldOutError: width \(width), batch \(batch), \(sampleCount) samples")
    var generator = SplitMix64(seed: seed)
    func layer(_ inputs: Int, _ outputs: Int) -> Linear {
      let weight = Tensor.normal([outputs, inputs], using: &generator)
      return Linear(
        weight: weight * (gain / Scalar.squareRoot(Scalar(inputs))), bias: .zeros([outputs]))
    }
    let classes = training.classNames.count
    let model = Sequential(
      layer(training.features.shape[1], width), FunctionLayer("relu", relu), layer(width, classes))
    let optimizer = Momentum(
      model.trainedVariables, MomentumRule(learningRate: rate, momentum: momentum))
    for _ in 0..<max(1, sampleCount / batch) {
      let rows = (0..<batch).map { _ in generator.uniform(below: training.count) }
      let samples = training.selecting(rows)
      optimizer.zeroGradients()
      var loss = softmaxCrossEntropy(model(Variable(samples.features)), classes: samples.labels)
      for weight in model.trainedVariables { loss = loss + (weight * weight).sum() * (decay / 2) }
      guard loss.scalar.isFinite else { break }
      try loss.backward()
      optimizer.step()
    }
    let guesses = model(Variable(validation.features)).value.argmax()
    let wrong = zip(guesses, validation.labels).count { $0 != $1 }
    return Double(wrong) / Double(validation.count)
  }
}
