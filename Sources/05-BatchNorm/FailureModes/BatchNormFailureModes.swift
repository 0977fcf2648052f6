public import Course

extension BatchNormLesson {
  /// What goes wrong with batch normalization, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .servedInTrainingMode, .imageAlone, .batchesOfTwo, .tenSteps, .momentumReversed,
      .pollutedByValidation, .buffersNotSaved, .biasedRunningVariance, .biasBeforeNorm,
      .decayWithoutEffect, .accumulatedParts, .domainShift, .fineTunedOnSmallBatches,
      .dropoutBeforeNorm, .firstReplicaSaved, .paddingCounted, .trainedInEvaluationMode,
      .onlyParametersFrozen, .thawedByTraining, .recomputedTwice, .averagedWeights,
      .otherEpsilon, .poisonedStatistics, .oneClassABatch, .oneNormForTwoDomains,
      .tinyLastBatch, .recalibratedOnOtherShares, .constantFeature, .teacherWithoutBuffers,
      .wrongAxis, .buffersInHalf, .counterLost, .biasNotFolded, .nothingTracked, .gradientPerSample,
    ]
  }
}
