import Autograd
public import Course

/// Lesson 05 as data.
public enum BatchNormLesson {
  /// The row in the overview, what goes wrong, and the derivatives with their checks.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 5), failureModes: failureModes,
      operations: [NormalizationOperation.self],
      gradientChecks: GradientCheck.normalizationLayers + GradientCheck.derivedByHand)
  }
}
