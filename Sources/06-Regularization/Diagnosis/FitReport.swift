import TensorCore

/// What two curves of a training run say: does it fit too little, too much, or well, and what to do first.
///
/// ```swift
/// let report = FitReport(training: [0.9, 0.4, 0.1], validation: [0.9, 0.6, 0.8], baseline: 1.1, target: 0.3)
/// report.condition                    // overfitting
/// report.remedies.map(\.remedy)       // early stopping first, since validation was better before
/// ```
///
/// Both losses have to be measured in the same way: in evaluation mode, without augmentation and smoothing, after the epoch.
///
/// The judgment is made in shares of what there is to win, baseline − target:
///
///     shortfall = (training − target) / (baseline − target)
///     gap       = (validation − training) / (baseline − target)              (equation 6.27)
///
/// A training loss near 0 alone is no fault: networks with many more weights than samples have it and may validate best.
/// The thresholds are this course's choice (folklore); tests hold them against real fits on ten seeds.
public struct FitReport: Sendable {
  /// How a fit stands.
  public enum Condition: String, Sendable {
    /// The training set itself is not fitted.
    case underfitting
    /// The training set is fitted, and held-out data are much worse.
    case overfitting
    /// Neither is the training set fitted, nor does what was learned carry over.
    case both
    /// Training and validation are near the target and near each other.
    case healthy
    /// A loss is infinite or NaN: there is no fit to judge.
    case diverged
    /// Held-out data are *better* than the training set by more than a trifle: measure before anything else.
    case validationBelowTraining
  }

  /// What the run had, as far as it matters for what to try next.
  public struct Setup: Equatable, Sendable {
    /// Whether weights decay, units are dropped, labels are smoothed or data augmented.
    public var isRegularized: Bool

    /// Whether changes of the input are known that leave the label as it is.
    public var hasInvariances: Bool

    /// Whether more labeled data can be had.
    public var canHaveMoreData: Bool

    /// Describes a run.
    public init(
      isRegularized: Bool = false, hasInvariances: Bool = false, canHaveMoreData: Bool = false
    ) {
      self.isRegularized = isRegularized
      self.hasInvariances = hasInvariances
      self.canHaveMoreData = canHaveMoreData
    }
  }

  /// The training loss, epoch by epoch.
  public let training: [Double]

  /// The validation loss, epoch by epoch.
  public let validation: [Double]

  /// The loss of the best constant answer.
  public let baseline: Double

  /// The loss that one would be content with: another model's, a person's, or the noise's.
  public let target: Double

  /// What the run had.
  public let setup: Setup

  /// Which share of what there is to win the training loss may miss.
  public var shortfallTolerance: Double { 0.1 }

  /// Which share of what there is to win may lie between training and validation.
  public var gapTolerance: Double { 0.1 }

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - training: The training loss, epoch by epoch, measured in evaluation mode.
  ///   - validation: The validation loss of the same epochs.
  ///   - baseline: The loss of the best constant answer; for balanced classes ln K.
  ///   - target: The loss that one would be content with; below the baseline.
  ///   - setup: What the run had.
  /// - Precondition: There are as many losses of both kinds, at least one, and the target is below the baseline.
  public init(
    training: [Double], validation: [Double], baseline: Double, target: Double,
    setup: Setup = Setup()
  ) {
    precondition(
      !training.isEmpty && training.count == validation.count,
      "FitReport.init: \(training.count) training and \(validation.count) validation losses")
    precondition(
      target < baseline, "FitReport.init: the target \(target) is not below \(baseline)")
    self.training = training
    self.validation = validation
    self.baseline = baseline
    self.target = target
    self.setup = setup
  }

  /// By which share of what there is to win the training loss misses the target; equation 6.27.
  public var shortfall: Double { share(last(training) - target) }

  /// Which share of what there is to win lies between training and validation at the end; equation 6.27.
  public var gap: Double { share(last(validation) - last(training)) }

  /// By which share of what there is to win the validation loss has risen from its least value.
  public var rise: Double { share(last(validation) - (validation.min() ?? 0)) }

  /// How the fit stands.
  public var condition: Condition {
    guard last(training).isFinite, last(validation).isFinite else { return .diverged }
    if gap < -gapTolerance { return .validationBelowTraining }
    return switch (shortfall <= shortfallTolerance, gap <= gapTolerance) {
    case (true, true): .healthy
    case (true, false): .overfitting
    case (false, true): .underfitting
    case (false, false): .both
    }
  }

  private func share(_ difference: Double) -> Double { difference / (baseline - target) }

  private func last(_ losses: [Double]) -> Double { losses[losses.count - 1] }
}
