public import Course

extension OptimizersLesson {
  /// What goes wrong with optimizers, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .aboveTheLimit, .ravine, .invertedDecay, .withoutCorrection, .swallowedByEpsilon, .wrongEnd,
      .forgottenState, .replacedHead, .zeroedInBetween, .rareFeature, .hovering, .outlier,
      .anotherOptimizersRate, .decayedScales, .scaledLoss, .stepPerMicroBatch, .silentlyPlain,
      .stalledByOutlier, .epsilonInHalfPrecision, .roundedAway, .unfrozenLater, .steppedTwice,
      .movedByZeros, .rateSetBeside, .oldRateComesBack, .statesExchanged, .momentumAtSameRate,
      .decayGoesWithTheRate, .squaresOutOfDate, .noisyCurvature, .piledUpInClosure,
      .clippedTooLate, .infiniteNorm, .clippedWhileScaled, .laggingAverage, .oldStatistics,
      .firstRateForNewGroup, .signsOfMiniBatches, .tired, .comparedAtDefaults, .atASaddle,
      .leftoverOfOtherLoss, .staleGradients, .outOfMemory, .adamsRateForSGD, .nesterovBearsLess,
    ]
  }
}
