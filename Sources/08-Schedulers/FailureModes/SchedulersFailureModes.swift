public import Course

extension SchedulersLesson {
  /// What goes wrong with schedules, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .constantRate, .epochsForBatches, .batchesForEpochs, .tooShortCosine, .oneStepTooMany,
      .schedulerFirst, .resumedWithoutState, .withoutWarmUp, .warmUpTooLong, .fullFirstStep,
      .frozenEarly, .unscaledRate, .microBatches, .rateAtLowestLoss, .savedAfterRestart,
      .steppedByEveryProcess, .endsInTheMiddle, .milestonesInEpochs, .skippedSteps, .halfRestored,
      .secondCosine, .newRateWithoutEffect, .oldOptimizer, .twoSchedulers, .unfrozenLater,
      .onePeakForAll, .accuracyAsLoss, .plateauOfBatches, .negativeLoss, .rangeTestLeavesWeights,
      .scaledTooFar, .setByHand, .reportedRate, .lastFactorForAll, .nothingInFirstStep,
    ]
  }
}
