import Course

extension ActivationsLesson {
  /// What goes wrong with activations, in the order of their ids.
  static var failureModes: [FailureMode] {
    [
      .deadUnit, .dyingLayer, .deepSigmoids, .saturatedTanh, .gradientsOfOneSign,
      .geluVariantExchanged, .squashedHead, .squashedTwice, .shrinkingStack, .unscaledAttention,
      .bornDead, .inPlaceRefused, .inPlaceSkip, .stuckAtChance, .rectifiedAutoencoder,
      .loneSoftmax, .threeClassesOnASigmoid, .softmaxOverBits, .softmaxOverTheBatch,
      .splitAlongTokens, .gateExchanged, .wrongStartForSELU, .ordinaryDropout,
      .logarithmOfSoftmax, .temperatureOfProbabilities, .decayedSlope, .collapsingCorrelations,
      .unsignedQuantization, .outlierSetsTheScale, .overflowingSoftplus, .sureAndWrong,
      .rectifiedLogit, .thirdMatrix, .foreignDefault, .leftInTrainingMode, .maskedCompletely,
      .maskedAfterSoftmax, .squaredInHalf, .hardForSmooth, .lossOfRawLogits,
      .unboundedRecurrence,
    ]
  }
}
