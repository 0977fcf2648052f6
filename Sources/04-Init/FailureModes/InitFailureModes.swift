public import Course

extension InitLesson {
  /// What goes wrong with first weights, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .allWeightsZero, .constantWeights, .weightsTooSmall, .weightsTooLarge, .xavierWithReLU,
      .frameworkDefault, .tanhSaturates, .fansSwapped, .lastLayerTooHot, .priorMissing,
      .residualGrowth, .sigmoidOutputSaturated, .drawsInserted, .inputsUnscaled, .spreadCollapses,
      .transposedConvolution, .depthwiseConvolution, .ownLayout, .copiedBeforeInitialization,
      .replacedAfterInitialization, .typeMissed, .pretrainedOverwritten, .tiedEmbedding,
      .forgetBiasTwice, .truncationNeverReached, .truncatedToABox, .newHeadOldRate,
      .gateAndLayerZero, .paddingRowOverwritten, .gainForFiftyLayers, .halfPrecisionUnderflow,
      .halfPrecisionOverflow, .sameSeedInEveryLayer, .correlationsCollapse, .duplicatedUnits,
      .tanhFades,
    ]
  }
}
