public import TensorCore

/// How long a run trains, in what batches, and how often it is measured and saved.
///
/// ```swift
/// let plan = TrainingPlan(.epochs(20), batchSize: 32, greatestGradientNorm: 1)
/// ```
public struct TrainingPlan: Equatable, Sendable {
  /// How long a run is.
  public enum Length: Equatable, Sendable {
    /// So many passes over the samples.
    case epochs(Int)
    /// So many changes of the parameters.
    case steps(Int)
  }

  /// How often something is done; it is done at the end of a run as well.
  public enum Interval: Equatable, Sendable {
    /// After every so many epochs.
    case epochs(Int)
    /// After every so many steps.
    case steps(Int)
  }

  /// Which weights are evaluated, and kept as the best.
  public enum EvaluatedWeights: String, Equatable, Sendable {
    /// Those that are trained.
    case trained
    /// The trainer's average of them.
    case averaged
  }

  /// How long the run is.
  public var length: Length

  /// The number of samples of a step; the last of an epoch may have fewer.
  public var batchSize: Int

  /// The greatest number of samples that go through the network at once; `nil` for all of a batch.
  ///
  /// Larger batches go through in parts, whose gradients are added (gradient accumulation).
  public var largestPart: Int?

  /// The joint norm to which gradients are clipped; `nil` for no clipping.
  public var greatestGradientNorm: Scalar?

  /// How often the network is evaluated.
  public var evaluation: Interval

  /// How often a checkpoint is written.
  public var checkpoint: Interval

  /// Which weights are evaluated.
  public var evaluatedWeights: EvaluatedWeights

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - length: How long the run is; positive.
  ///   - batchSize: The number of samples of a step; positive.
  ///   - largestPart: The greatest number of samples that go through the network at once; positive.
  ///   - greatestGradientNorm: The joint norm to which gradients are clipped; positive.
  ///   - evaluation: How often the network is evaluated.
  ///   - checkpoint: How often a checkpoint is written.
  ///   - evaluatedWeights: Which weights are evaluated.
  /// - Precondition: The numbers are positive.
  public init(
    _ length: Length, batchSize: Int, largestPart: Int? = nil, greatestGradientNorm: Scalar? = nil,
    evaluation: Interval = .epochs(1), checkpoint: Interval = .epochs(1),
    evaluatedWeights: EvaluatedWeights = .trained
  ) {
    precondition(
      batchSize > 0 && (largestPart ?? 1) > 0 && (greatestGradientNorm ?? 1) > 0,
      """
      TrainingPlan.init: not positive: batches of \(batchSize), parts of \(largestPart ?? batchSize), norm \
      \(greatestGradientNorm ?? .infinity)
      """)
    precondition(
      length.count > 0 && evaluation.count > 0 && checkpoint.count > 0,
      "TrainingPlan.init: not positive: \(length), \(evaluation), \(checkpoint)")
    self.length = length
    self.batchSize = batchSize
    self.largestPart = largestPart
    self.greatestGradientNorm = greatestGradientNorm
    self.evaluation = evaluation
    self.checkpoint = checkpoint
    self.evaluatedWeights = evaluatedWeights
  }
}

extension TrainingPlan.Length {
  fileprivate var count: Int {
    switch self {
    case .epochs(let count), .steps(let count): count
    }
  }

  /// The number of steps in all.
  ///
  /// - Parameter stepsPerEpoch: The number of batches of an epoch.
  /// - Returns: The number of steps.
  public func stepCount(stepsPerEpoch: Int) -> Int {
    switch self {
    case .epochs(let count): count * stepsPerEpoch
    case .steps(let count): count
    }
  }
}

extension TrainingPlan.Interval {
  fileprivate var count: Int {
    switch self {
    case .epochs(let count), .steps(let count): count
    }
  }

  /// Whether it is time after a number of steps.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps were made.
  ///   - stepsPerEpoch: The number of batches of an epoch.
  /// - Returns: Whether it is time.
  public func isDue(after stepCount: Int, stepsPerEpoch: Int) -> Bool {
    switch self {
    case .epochs(let count): stepCount % (count * stepsPerEpoch) == 0
    case .steps(let count): stepCount % count == 0
    }
  }
}
