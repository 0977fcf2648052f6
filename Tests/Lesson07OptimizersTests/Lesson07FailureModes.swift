import Course
import Optimizers
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson07FailureModes {
  /// Remedies that act beside the training, whose record is that of the broken run.
  private static var afterTraining: Set<String> {
    ["an average of the weights", "a decay that fits the run"]
  }

  @Test(
    arguments: FailureModeContract.claims(
      on: OptimizersLesson.lesson, afterTraining: afterTraining))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are forty-six`() {
    #expect(OptimizersLesson.failureModes.count == 46)
  }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    let network: Set = ["0.weight", "0.bias", "2.weight", "2.bias"]
    return switch mode.id {
    case FailureMode.aboveTheLimit.id: (1000, ["w"])
    case FailureMode.nesterovBearsLess.id: (100, ["w"])
    case FailureMode.hovering.id: (300, ["w"])
    case FailureMode.momentumAtSameRate.id: (200, ["w"])
    case FailureMode.outlier.id, FailureMode.adamsRateForSGD.id: (100, network)
    case FailureMode.decayedScales.id: (100, ["scale"])
    case FailureMode.laggingAverage.id: (100, ["w"])
    default: (nil, [])
    }
  }

  @Test(arguments: OptimizersLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }
}
