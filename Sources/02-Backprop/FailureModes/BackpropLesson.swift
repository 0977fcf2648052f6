import Autograd
public import Course

/// Lesson 02 as data.
public enum BackpropLesson {
  /// The row in the overview, the failure modes, and the derivatives with their checks.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 2),
      failureModes: [
        .gradientsNotZeroed, .savedValueOverwritten, .parameterChangedInPlace, .gradientAssigned,
        .visitedTooEarly, .graphCut, .summedOverBatch, .biasAveragedTwice, .weightNotTransposed,
        .microBatchesMisweighted, .clippedByValue, .vanishingGradient, .explodingGradient,
        .differenceAcrossKink, .lossNodesKept, .graphWalkedTwice, .evaluationRecorded,
        .stepWithoutGradient, .checkedOnlyNearZero, .branchNotTaken, .parametersNotRegistered,
        .optimizerOfOtherParameters, .tokenMeansAveraged, .infinityClipped, .lossesKeptInList,
        .valueOutsideGraph,
      ], operations: [Primitive.self, LossOperation.self], gradientChecks: GradientCheck.layers)
  }
}
