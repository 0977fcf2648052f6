import Schedulers
public import TensorCore

/// All that a person decides between the question and the served model, small enough to be read at once.
///
/// The plan as it is created is healthy: digits of 8 × 8 pixels, a hidden layer of 32 units with a batch norm, gradient descent with momentum
/// and a rate that is divided by ten twice. Each ``WorkflowFault`` changes one thing.
public struct WorkflowPlan: Sendable {
  /// How the first weights are chosen.
  public enum Start: Sendable { case kaiming, constant }

  /// What is taken over the losses of a batch.
  public enum Reduction: Sendable { case mean, sum }

  /// Digits from this one on are missing in what was exported for training.
  public var exportedClassCount = 10

  /// The share of the training file, from its top, in which each image has the label of the next one.
  public var shiftedShare = 0.0

  /// The widths of the hidden layers.
  public var hiddenWidths = [32]

  /// How the first weights are chosen.
  public var start = Start.kaiming

  /// What is taken over the losses of a batch.
  public var reduction = Reduction.mean

  /// Whether a step shuffles the inputs of its batch and not the labels.
  public var losesPairs = false

  /// The learning rate before it is lowered.
  public var learningRate: Scalar = 0.05

  /// The number of epochs.
  public var epochCount = 12

  /// The number of epochs after which the rate is divided by ten, and after as many again.
  public var decayEpochs = 5

  /// Whether the schedule, which is written in epochs, is stepped after every batch.
  public var stepsScheduleByBatch = false

  /// At which step the reader of images returns NaN.
  public var unreadableStep: Int?

  /// What is added of a weight to its gradient.
  public var weightDecay: Scalar = 1e-3

  /// Whether validation leaves the network in training mode.
  public var evaluatesInTrainingMode = false

  /// Whether the server hands pixels from 0 to 16 to a scaling that was fitted to 0 to 1.
  public var servesRawPixels = false

  /// The samples of a step.
  public var batchSize = 32

  /// Creates the healthy plan.
  public init() {}

  /// The number of steps of an epoch, for a number of samples; what is left over is left out.
  public func stepsPerEpoch(sampleCount: Int) -> Int { max(1, sampleCount / batchSize) }

  /// The rate of every step, as it was meant.
  ///
  /// - Parameter sampleCount: The number of training samples.
  /// - Returns: One rate a step.
  public func plannedRates(sampleCount: Int) -> [Double] {
    let steps = stepsPerEpoch(sampleCount: sampleCount)
    let schedule = StepDecay(period: decayEpochs * steps)
    return (0..<epochCount * steps).map { schedule.rate(at: $0, from: Double(learningRate)) }
  }

  /// The rate of every step, as the loop sets it.
  ///
  /// - Parameter sampleCount: The number of training samples.
  /// - Returns: One rate a step.
  public func actualRates(sampleCount: Int) -> [Double] {
    let steps = stepsPerEpoch(sampleCount: sampleCount)
    let schedule = StepDecay(period: decayEpochs)
    return (0..<epochCount * steps).map {
      schedule.rate(at: stepsScheduleByBatch ? $0 : $0 / steps, from: Double(learningRate))
    }
  }
}
