public import Course

extension ApproximationLesson {
  /// What the theorem does not say, in the order of the ids.
  public static var failureModes: [FailureMode] {
    [
      .existsAndIsNotFound, .oneWideLayer, .polynomialActivation, .jumpInTheTarget,
      .outsideTheRange, .deepAndNarrow, .equalParameters, .widthForNoise, .atTheThresholdOfWidth,
      .bottleneckInFront, .zerosThatAreMultiplied, .lawBeyondItsRange, .evenKnots,
    ]
  }
}
