import Course
import Regularization
import TestSupport
import Testing

/// Each failure shows in the broken run, and in none of its cures.
@Suite struct Lesson06FailureModes {
  /// Remedies that act when the training is over.
  private static var afterTraining: Set<String> {
    [
      "a threshold from the costs", "the weights taken back", "a copy of the weights",
      "measured after the epoch",
    ]
  }

  @Test(
    arguments: FailureModeContract.claims(
      on: RegularizationLesson.lesson, afterTraining: afterTraining))
  func `every failure mode keeps its contract`(_ claim: Claim) throws { try claim.check() }

  @Test func `there are fifty-one`() {
    #expect(RegularizationLesson.failureModes.count == 51)
  }

  /// The failure modes that train: how many steps they make, and the parameters that they train.
  private func training(of mode: FailureMode) -> (stepCount: Int?, parameters: Set<String>) {
    let layer: Set = ["weight", "bias"]
    return switch mode.id {
    case FailureMode.decayedBias.id: (150, layer)
    case FailureMode.neverZero.id: (500, ["w"])
    case FailureMode.growingLogits.id: (1000, ["weight"])
    case FailureMode.resumedWithoutGenerator.id:
      (10, ["0.weight", "0.bias", "3.weight", "3.bias"])
    case FailureMode.coupledWithAdam.id: (200, ["weights"])
    case FailureMode.unseenRows.id: (100, ["table"])
    case FailureMode.frozenByZeros.id: (100, ["0.weight", "2.weight"])
    case FailureMode.grownAgain.id: (10, ["weight"])
    case FailureMode.summedLoss.id: (400, ["weight"])
    case FailureMode.labelChanged.id, FailureMode.sourceAfterSource.id: (50, layer)
    case FailureMode.neverFound.id, FailureMode.distortedProbabilities.id: (100, layer)
    case FailureMode.unmixedLabels.id: (200, layer)
    case FailureMode.correctedTwice.id: (500, ["bias"])
    case FailureMode.keptByReference.id: (500, ["weight"])
    case FailureMode.laggingMean.id: (16, ["weight"])
    default: (nil, [])
    }
  }

  @Test(arguments: RegularizationLesson.failureModes)
  func `training runs keep a record, and only they`(mode: FailureMode) throws {
    let (stepCount, parameters) = training(of: mode)
    try expectRecords(of: mode, stepCount: stepCount, parameters: parameters)
  }
}
