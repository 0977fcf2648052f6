public import Course

extension RegularizationLesson {
  /// What goes wrong with regularization, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .dropoutServed, .neverScaled, .scaledTwice, .keptForDropped, .anotherMaskBackward,
      .dropoutInFrontOfNorm, .withoutTheHalf, .decayedBias, .neverZero, .smoothedEvaluation,
      .growingLogits, .overCapacity, .tooImpatient, .validationBelowTraining, .overRegularized,
      .atTheThreshold, .unnoticedConfidence, .functionalDropout, .attentionDropout,
      .neverTrainAgain, .channelsInPart, .recomputedWithAnotherMask, .oneRecurrentLayer,
      .seededInEveryStep, .resumedWithoutGenerator, .certainOfEverything, .droppedLogits,
      .coupledWithAdam, .unseenRows, .frozenByZeros, .grownAgain, .summedLoss,
      .sameInEveryWorker, .labelChanged, .copiesOnBothSides, .sourceAfterSource, .neverFound,
      .distortedProbabilities, .correctedTwice, .unmixedLabels, .keptByReference,
      .wrongDirection, .temperatureOfTraining, .tooFewAnswers, .calibrationAlone, .bestOfMany,
      .weightsAndSmoothing, .augmentedValidation, .laggingMean, .boundedColumns, .droppedShortcut,
    ]
  }
}
