public import Course

/// Lesson 01 as data.
public enum PerceptronLesson {
  /// The lesson's row in the overview, what goes wrong, and every derivative that it states.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 1),
      failureModes: [
        .linearModelOnXOR, .missingNonlinearity, .doubleSoftmax, .broadcastTargets,
        .naiveCrossEntropyOverflow, .badlyScaledFeatures, .reluOutput, .missingBias,
        .reshapedBatch, .unluckyStart, .imbalancedClasses,
      ],
      gradientChecks: layerChecks + regressionChecks + classificationChecks)
  }
}
