/// All that look at the record of a run.
public enum Detectors {
  /// Every detector, in the order in which a person would ask: numbers, gradients, rates, units, evaluation.
  public static var all: [Detector] {
    [
      notFinite, precision,
      missingGradient, notUpdated, vanishingGradients, explodingGradients, gradientsKept,
      alwaysClipped,
      rateTooHigh, rateTooLow, schedule,
      wrongHead, initialization, inputScale, targetScale, fewSamples, deadUnits, saturation,
      wrongLabels,
      decayTooStrong, spike, tooFewSteps, smallBudget, underfitting, overfitting, bestNotKept,
      constantValidation, staleWeights, wrongMode, constantPredictor,
    ]
  }
}
