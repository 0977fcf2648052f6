extension Cause {
  /// The number of the lesson that explains it.
  public var lesson: Int {
    switch self {
    case .wrongHead, .inputScale, .targetScale: 1
    case .missingGradient, .notUpdated, .gradientsKept, .explodingGradients: 2
    case .deadUnits, .saturation, .vanishingGradients: 3
    case .initialization: 4
    case .biasBeforeNormalization, .wrongMode: 5
    case .overfitting, .underfitting, .decayTooStrong, .bestNotKept, .imbalance: 6
    case .rateTooHigh, .rateTooLow, .alwaysClipped, .spike: 7
    case .schedule, .tooFewSteps, .incompleteState: 8
    case .badData, .wrongLabels, .leakage, .ignoresInput, .notFinite, .precision,
      .validationPipeline, .staleWeights, .notReproducible:
      9
    }
  }
}
