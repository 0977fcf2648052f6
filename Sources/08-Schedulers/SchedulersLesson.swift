public import Course

/// Lesson 08 as data.
public enum SchedulersLesson {
  /// The row in the overview, and what goes wrong; a schedule has no derivative to check.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 8), failureModes: failureModes, gradientChecks: [])
  }
}
