import Autograd
public import Course

/// Lesson 03 as data.
public enum ActivationsLesson {
  /// The row in the overview, the failure modes, and the derivatives with their checks.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 3), failureModes: ActivationsLesson.failureModes,
      operations: [Activation.self, ActivationOperation.self],
      gradientChecks: GradientCheck.activationLayers)
  }
}
