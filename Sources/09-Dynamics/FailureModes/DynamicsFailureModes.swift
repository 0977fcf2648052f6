public import Course

extension DynamicsLesson {
  /// What goes wrong while a network trains, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .flatValidation, .nanFromStepOn, .oneBatchNotFitted, .inputIgnored, .wrongFirstLoss,
      .rateTooLow, .rateTooHigh, .vanishingGradient, .explodingGradient, .unitsKilledByInputs,
      .constantAnswer, .sharedPatients, .memorized, .meanOfMeans, .measuredDifferently,
      .notReproducible, .underflow, .absorbed, .scalerSkipsForever, .bestNotKept,
      .staleWeights, .unseenSpike, .alwaysClipped, .misreadPlateau, .allPairs,
      .droppedLastBatch, .metricNotReset, .perplexityOfBatches, .resumedOrder, .sameOrder,
      .countedTwice, .readByEveryWorker, .nothingToAverage, .nanReplaced, .unusedMicroBatches,
      .smoothedFromZero, .nothingLoaded, .chosenBeforeSplit,
    ]
  }
}
