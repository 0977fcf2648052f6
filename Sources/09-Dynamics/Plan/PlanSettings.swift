/// The settings of a training run as somebody writes them down, before anybody has checked them.
///
/// ```swift
/// var settings = PlanSettings(samples: 50_000, batchSize: 128, epochs: 10, rate: 1e-3)
/// settings.warmUp = 200
/// let plan = try ValidatedPlan(settings)   // throws every fault at once
/// ```
public struct PlanSettings: Codable, Hashable, Sendable {
  /// The rule by which weights are changed.
  public enum Rule: String, Codable, Sendable, CaseIterable {
    /// Gradient descent, with momentum or without.
    case sgd
    /// Adam, whose weight decay is an L2 penalty in the gradient.
    case adam
    /// Adam with decoupled weight decay.
    case adamW
  }

  /// What the rate does after the warm-up.
  public enum ScheduleKind: String, Codable, Sendable, CaseIterable {
    /// It stays.
    case constant
    /// It falls along half a cosine.
    case cosine
    /// It falls in a line.
    case linear
    /// It rises and falls; its warm-up is its own.
    case oneCycle
    /// It is multiplied by a factor at some steps.
    case milestones
    /// It is multiplied by a factor when validation no longer improves.
    case plateau
  }

  /// After what the scheduler is stepped.
  public enum Unit: String, Codable, Sendable, CaseIterable {
    /// Every change of the weights.
    case update
    /// Every batch that goes through the network, whether the weights change after it or not.
    case batch
    /// Every pass over the samples.
    case epoch
  }

  /// How the gradients of several batches become one.
  public enum Accumulated: String, Codable, Sendable, CaseIterable {
    /// Every sample weighs the same, as in one large batch.
    case meanOfSamples
    /// The mean of the batches' means.
    case meanOfBatches
    /// The sum of the batches' means.
    case sumOfBatches
  }

  /// What numbers the run computes with.
  public enum Numbers: String, Codable, Sendable, CaseIterable {
    /// Single precision throughout.
    case float32
    /// Products in bfloat16, weights in single precision.
    case bfloat16Mixed
    /// Products in float16, weights in single precision.
    case float16Mixed
    /// Weights and optimizer in bfloat16, too.
    case bfloat16
    /// Weights and optimizer in float16, too.
    case float16
  }

  /// What weight decay is applied to.
  public enum Decayed: String, Codable, Sendable, CaseIterable {
    /// Matrices and kernels only.
    case weights
    /// Biases, scales and offsets as well.
    case all
  }

  /// What the network normalizes by.
  public enum Normalization: String, Codable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// The statistics of the batch, which has one value of each feature a sample.
    case batch
    /// The statistics of the batch and of all places of its images, which one sample has, too.
    case batchOfImages
    /// The statistics of each sample.
    case layer
  }

  /// How many samples there are to train on.
  public var samples: Int
  /// How many samples go through the network at once.
  public var batchSize: Int
  /// How many passes over the samples are made.
  public var epochs: Int
  /// Whether an incomplete last batch of an epoch is left out.
  public var dropsLastBatch = false
  /// The number of batches whose gradients make one change of the weights.
  public var accumulation = 1
  /// How these gradients become one.
  public var accumulated = Accumulated.meanOfSamples
  /// The rule by which weights are changed.
  public var optimizer = Rule.adamW
  /// The momentum, or Adam's first rate of averaging, in `0..<1`.
  public var momentum = 0.9
  /// Adam's second rate of averaging, in `0..<1`.
  public var beta2 = 0.999
  /// What Adam adds to its denominator.
  public var epsilon = 1e-8
  /// The highest learning rate.
  public var rate: Double
  /// The rate at which a cosine and a line end.
  public var finalRate = 0.0
  /// What the rate does after the warm-up.
  public var schedule = ScheduleKind.cosine
  /// The length of the schedule behind the warm-up, in steps of the scheduler; `nil` for all that is left.
  public var scheduleLength: Int?
  /// After what the scheduler is stepped.
  public var steppedPer = Unit.update
  /// The length of the warm-up, in steps of the scheduler.
  public var warmUp = 0
  /// The steps of the scheduler at which the rate is multiplied by the factor.
  public var milestones: [Int] = []
  /// What the rate is multiplied by at a milestone or on a plateau.
  public var factor = 0.1
  /// How many epochs without improvement lower the rate on a plateau; PyTorch's `patience` is one less.
  public var plateauPatience = 10
  /// How many epochs without improvement on validation end the run; `nil` if nothing ends it early.
  public var stopPatience: Int?
  /// The number of samples that the run is validated on.
  public var validationSamples = 0
  /// The coefficient of weight decay.
  public var weightDecay = 0.0
  /// What it is applied to.
  public var decays = Decayed.weights
  /// The joint norm to which gradients are clipped; `nil` for no clipping.
  public var clipping: Double?
  /// Whether they are clipped while they are still multiplied by the loss scale.
  public var clipsScaled = false
  /// What numbers the run computes with.
  public var numbers = Numbers.float32
  /// Whether the loss is multiplied before the backward pass, and the gradients divided after it.
  public var scalesLoss = false
  /// What the network normalizes by.
  public var normalization = Normalization.none
  /// Faults that are meant, by the name of their kind, each with the reason.
  public var accept: [String: String] = [:]

  /// Creates settings; all others have defaults, and can be set afterwards.
  ///
  /// - Parameters:
  ///   - samples: How many samples there are to train on.
  ///   - batchSize: How many samples go through the network at once.
  ///   - epochs: How many passes over the samples are made.
  ///   - rate: The highest learning rate.
  public init(samples: Int, batchSize: Int, epochs: Int, rate: Double) {
    self.samples = samples
    self.batchSize = batchSize
    self.epochs = epochs
    self.rate = rate
  }
}
