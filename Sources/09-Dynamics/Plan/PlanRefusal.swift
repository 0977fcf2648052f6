/// A reason why a training run should not start as it is planned.
public struct PlanRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a plan.
  public enum Kind: String, Sendable, CaseIterable {
    /// A count or a rate is not positive, or not finite.
    case notPositive
    /// A number is outside its range.
    case outOfRange
    /// A batch is larger than the set of samples.
    case batchExceedsSamples
    /// Batch normalization meets a batch of one sample.
    case batchOfOne
    /// The batches of an epoch are no multiple of those that make an update.
    case accumulationDoesNotDivide
    /// Gradients of several batches are added and not divided.
    case summedGradients
    /// A short batch weighs as much as a full one.
    case unequalBatches
    /// The schedule is shorter or longer than what is left of the run.
    case lengthDiffers
    /// The schedule counts epochs, and is stepped more often.
    case lengthInEpochs
    /// The schedule counts updates or batches, and is stepped once an epoch.
    case lengthInSteps
    /// The schedule counts batches, and is stepped once an update.
    case lengthIgnoresAccumulation
    /// The schedule is as long as the whole run, although the warm-up comes first.
    case lengthIgnoresWarmUp
    /// The warm-up lasts as long as the run, or longer.
    case warmUpTooLong
    /// There is a warm-up before a schedule that has its own.
    case twoWarmUps
    /// A schedule of one cycle is stepped once an epoch.
    case oneCyclePerEpoch
    /// A schedule of one cycle has no room for its rise.
    case oneCycleTooShort
    /// Milestones are missing, out of order, in the warm-up or beyond the run.
    case milestonesMisplaced
    /// Something waits for an improvement that nobody measures.
    case nothingToWatch
    /// A patience is as long as the run.
    case patienceOutlastsRun
    /// A schedule that waits for a validation of each epoch is stepped more often.
    case plateauPerStep
    /// The final rate is above the highest.
    case finalAbovePeak
    /// Adam has the rate of gradient descent.
    case rateOfGradientDescent
    /// Weight decay is applied to biases, scales and offsets.
    case decayOfBiases
    /// Weight decay is an L2 penalty in Adam's gradient.
    case decayInsideAdam
    /// One step of decay turns the sign of the weights.
    case decayFlipsWeights
    /// Gradients in float16 are not scaled.
    case noLossScaling
    /// The threshold of clipping meets scaled gradients.
    case clipsScaledGradients
    /// Weights are kept in half precision.
    case weightsInHalf
    /// Adam's epsilon is zero in the numbers of the run.
    case epsilonRoundsToZero
    /// What is accepted is no fault of this plan, is no matter of judgment, or has no reason.
    case acceptedInVain

    /// Whether somebody may mean it: no other setting depends on it.
    public var isMatterOfJudgment: Bool {
      switch self {
      case .rateOfGradientDescent, .decayOfBiases, .decayInsideAdam, .weightsInHalf,
        .accumulationDoesNotDivide:
        true
      default: false
      }
    }
  }

  /// What is wrong.
  public let kind: Kind

  /// What happens, with the numbers.
  public let problem: String

  /// What to change.
  public let fix: String

  /// The problem and the fix.
  public var description: String { "\(problem) \(fix)" }

  init(_ kind: Kind, _ problem: String, fix: String) {
    self.kind = kind
    self.problem = problem
    self.fix = fix
  }
}

/// All reasons why a training run should not start as it is planned.
public struct PlanRefusals: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reasons, at least one, in the order in which a plan is read.
  public let all: [PlanRefusal]

  /// One line for each reason.
  public var description: String {
    "ValidatedPlan.init: \(all.count) refused:\n"
      + all.map { "\($0.kind.rawValue): \($0)" }.joined(separator: "\n")
  }
}
