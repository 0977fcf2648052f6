import Dynamics

/// A plan with one fault, what its refusal says, and the change that cures it.
struct PlanCase: Sendable, CustomStringConvertible {
  let kind: PlanRefusal.Kind
  /// What follows from the same settings.
  let alongside: [PlanRefusal.Kind]
  /// Words of the refusal, with the figure.
  let says: String
  let breakIt: @Sendable (inout PlanSettings) -> Void
  let cure: @Sendable (inout PlanSettings) -> Void

  init(
    _ kind: PlanRefusal.Kind, says: String, alongside: [PlanRefusal.Kind] = [],
    _ breakIt: @escaping @Sendable (inout PlanSettings) -> Void,
    cure: @escaping @Sendable (inout PlanSettings) -> Void
  ) {
    self.kind = kind
    self.says = says
    self.alongside = alongside
    self.breakIt = breakIt
    self.cure = cure
  }

  var description: String { kind.rawValue }

  /// A sound plan: 45 batches an epoch, the last of 29 samples, 900 updates.
  static var sound: PlanSettings {
    PlanSettings(samples: 1437, batchSize: 32, epochs: 20, rate: 1e-3)
  }

  var broken: PlanSettings {
    var settings = Self.sound
    breakIt(&settings)
    return settings
  }

  var cured: PlanSettings {
    var settings = broken
    cure(&settings)
    return settings
  }

  static var all: [PlanCase] { counts + lengths + courses + rules + precision }

  private static var counts: [PlanCase] {
    [
      PlanCase(.notPositive, says: "epochs is 0.") {
        $0.epochs = 0
      } cure: {
        $0.epochs = 1
      },
      PlanCase(.outOfRange, says: "momentum is 1.") {
        $0.momentum = 1
      } cure: {
        $0.momentum = 0.99
      },
      PlanCase(.batchExceedsSamples, says: "A batch has 2000 samples, and there are 1437") {
        $0.batchSize = 2000
      } cure: {
        $0.batchSize = 1437
      },
      PlanCase(.batchOfOne, says: "The last batch of an epoch has 1 sample") {
        ($0.normalization, $0.samples) = (.batch, 44 * 32 + 1)
      } cure: {
        $0.dropsLastBatch = true
      },
      PlanCase(.accumulationDoesNotDivide, says: "45 batches, and an update takes 4") {
        $0.accumulation = 4
      } cure: {
        $0.accumulation = 3
      },
      PlanCase(.summedGradients, says: "the rate of 0.001 acts as 0.003") {
        ($0.accumulation, $0.accumulated, $0.optimizer) = (3, .sumOfBatches, .sgd)
      } cure: {
        $0.accumulated = .meanOfBatches; $0.samples = 1440
      },
      PlanCase(.unequalBatches, says: "has 29 samples instead of 32, so each of them weighs 1.1") {
        ($0.accumulation, $0.accumulated) = (3, .meanOfBatches)
      } cure: {
        $0.accumulated = .meanOfSamples
      },
    ]
  }

  private static var lengths: [PlanCase] {
    [
      PlanCase(.lengthDiffers, says: "1000 steps long, and 900 are left") {
        $0.scheduleLength = 1000
      } cure: {
        $0.scheduleLength = 900
      },
      PlanCase(.lengthInEpochs, says: "20 steps long, and 900 are left") {
        $0.scheduleLength = 20
      } cure: {
        $0.steppedPer = .epoch
      },
      PlanCase(.lengthInSteps, says: "900 steps long, and 20 are left") {
        ($0.scheduleLength, $0.steppedPer) = (900, .epoch)
      } cure: {
        $0.steppedPer = .update
      },
      PlanCase(.lengthIgnoresAccumulation, says: "The run ends at 75 % of the highest rate.") {
        ($0.scheduleLength, $0.accumulation) = (900, 3)
      } cure: {
        $0.scheduleLength = 300
      },
      PlanCase(.lengthIgnoresWarmUp, says: "900 steps long, and 800 are left after the warm-up") {
        ($0.scheduleLength, $0.warmUp) = (900, 100)
      } cure: {
        $0.scheduleLength = 800
      },
    ]
  }
}
