/// The thresholds of the gates; each is a choice, and exercise E09.2 moves them.
public struct GateLimits: Sendable, Hashable {
  /// The root mean square of a hidden layer's activations before the first step.
  public var activations: ClosedRange<Double> = 0.3...3

  /// The share of a hidden layer's units that may be dead.
  public var deadShare = 0.1

  /// The share of a bounded layer's outputs that may be saturated.
  public var saturatedShare = 0.2

  /// How even the classes must be, from 0 for a single one to 1 for equal shares.
  public var balance = 0.5

  /// The part of the best constant's loss below which one batch counts as learned.
  public var learnedShare = 0.1

  /// How many steps may be taken to learn one batch.
  public var overfitStepCount = 300

  /// How many samples the one batch has.
  public var overfitSampleCount = 16

  /// By which part the loss must fall in twenty steps on one batch.
  public var leastFall = 0.001

  /// The ratio of the norms of update and weight, at the peak of the schedule.
  public var updateRatio: ClosedRange<Double> = 1e-4...1e-2

  /// Which part of the best constant's loss may lie between training and validation, and between the best and the last validation.
  public var gap = 0.3

  /// Creates the usual limits.
  public init() {}
}
