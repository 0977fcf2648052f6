import TensorCore

/// A small training of a classifier of digits as a value; in a mystery one or two lines of it are wrong.
///
/// As it is created, nothing is wrong: 600 digits of 8 by 8 pixels, two hidden layers, SGD with momentum.
public struct MysterySetup: Sendable, Hashable {
  /// How many digits are trained on.
  public var trainingCount = 600

  /// What the pixels, from 0 to 1, are multiplied by.
  public var pixelFactor = 1.0

  /// Whether the labels were shuffled without the images.
  public var shufflesLabels = false

  /// Whether half of the held-out digits are training digits.
  public var sharesSamples = false

  /// The widths of the hidden layers.
  public var hidden = [32, 32]

  /// Whether sigmoids stand between the layers, in the place of ReLU.
  public var hasSigmoids = false

  /// What all biases of the first hidden layer start at; `nil` for PyTorch's start.
  public var firstBias: Double?

  /// The probability with which a hidden unit is dropped in training.
  public var dropout = 0.0

  /// Whether the output of the first hidden layer is detached from the graph.
  public var cutsGraph = false

  /// Whether the network ends in a softmax, though the loss applies one.
  public var endsInSoftmax = false

  /// The learning rate, or the highest of the schedule.
  public var rate = 0.05

  /// The number of steps after which a cosine has brought the rate to 0, where it stays; `nil` for a constant rate.
  public var cosineSteps: Int?

  /// The strength of the weight decay.
  public var decay = 0.0

  /// Whether gradients are forgotten before each backward pass.
  public var zeroesGradients = true

  /// Whether the optimizer was not given the first layer.
  public var leavesOutFirstLayer = false

  /// Whether a copy of the network from before the training is what is evaluated.
  public var evaluatesCopy = false

  /// Whether the network stays in training mode while it is evaluated.
  public var evaluatesInTrainingMode = false

  /// The number of steps.
  public var stepCount = 150

  /// Creates a setup in which nothing is wrong.
  public init() {}

  /// The rate of a step.
  func rate(at step: Int) -> Double {
    guard let cosineSteps else { return rate }
    let done = min(1, Double(step) / Double(cosineSteps))
    return rate * 0.5 * (1 + Double.cosine(.pi * done))
  }
}
