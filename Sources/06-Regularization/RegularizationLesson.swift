import Autograd
public import Course

/// Lesson 06 as data.
public enum RegularizationLesson {
  /// The row in the overview, what goes wrong, and the derivatives with their checks.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 6), failureModes: failureModes,
      operations: [RegularizationOperation.self],
      gradientChecks: GradientCheck.regularizationLayers)
  }
}
