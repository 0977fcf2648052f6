public import Schedulers
import TensorCore

/// A plan of a training run that was checked before the first step: counts, schedule and settings agree.
///
/// ```swift
/// let plan = try ValidatedPlan(PlanSettings(samples: 1437, batchSize: 32, epochs: 20, rate: 1e-3))
/// plan.updateCount           // 900
/// plan.rate(atUpdate: 450)   // half of the peak
/// ```
///
/// What is refused stands in ``PlanRefusal/Kind``: faults that a run does not report, although they follow
/// from its settings alone.
///
/// ## Source
///
/// The refusals are our choice among the failure modes of lessons 05 to 09. Some are matters of judgment: a
/// rate of 0.1 or more for Adam, decay of biases, an L2 penalty in Adam, weights in half precision with an optimizer
/// that makes up for it, and updates of unequal numbers of batches may be meant; no other setting depends on them.
/// Such a fault passes with its reason in ``PlanSettings/accept``, and is printed with the plan.
public struct ValidatedPlan: Sendable {
  /// The settings.
  public let settings: PlanSettings

  /// The number of batches of an epoch.
  public let batchesPerEpoch: Int

  /// The number of samples of the last batch of an epoch.
  public let lastBatchSize: Int

  /// The number of changes of the weights in an epoch.
  public let updatesPerEpoch: Int

  /// The number of changes of the weights in the whole run.
  public let updateCount: Int

  /// How often the scheduler is stepped in the whole run.
  public let schedulerStepCount: Int

  /// The rate at each step of the scheduler, warm-up first; on a plateau the warm-up alone.
  public let schedule: any Schedule

  /// Checks settings.
  ///
  /// - Parameter settings: The settings.
  /// - Throws: `PlanRefusals`, all that is wrong at once.
  public init(_ settings: PlanSettings) throws(PlanRefusals) {
    let refusals = settings.unacceptedRefusals
    guard refusals.isEmpty else { throw PlanRefusals(all: refusals) }
    let counts = PlanCounts(settings)
    self.settings = settings
    batchesPerEpoch = counts.batchesPerEpoch
    lastBatchSize = counts.lastBatch
    updatesPerEpoch = counts.updatesPerEpoch
    updateCount = counts.updateCount
    schedulerStepCount = counts.stepCount
    schedule = settings.makeSchedule(
      length: settings.scheduleLength ?? counts.stepCount - settings.warmUp)
  }

  /// The number of samples whose gradients make one change of the weights.
  public var samplesPerUpdate: Int { settings.batchSize * settings.accumulation }

  /// The learning rate of one change of the weights; on a plateau the highest that it can be.
  ///
  /// - Parameter update: How many changes were made before, in `0..<updateCount`.
  /// - Returns: The rate.
  public func rate(atUpdate update: Int) -> Double {
    precondition(
      (0..<updateCount).contains(update),
      "ValidatedPlan.rate: the update \(update) of \(updateCount)")
    let step =
      switch settings.steppedPer {
      case .update: update
      case .batch: update * settings.accumulation + settings.accumulation - 1
      case .epoch: update / updatesPerEpoch
      }
    return schedule.rate(at: step, from: settings.rate)
  }

  /// The part of the plan that a trainer carries out: length, batches and clipping.
  public var trainingPlan: TrainingPlan {
    TrainingPlan(
      .steps(updateCount), batchSize: samplesPerUpdate,
      largestPart: settings.accumulation > 1 ? settings.batchSize : nil,
      greatestGradientNorm: settings.clipping.map { Scalar($0) })
  }
}
