public import Course

/// Lesson 07 as data.
public enum OptimizersLesson {
  /// The row in the overview, and what goes wrong.
  public static var lesson: Lesson {
    Lesson(outline: Curriculum.outline(of: 7), failureModes: failureModes, gradientChecks: [])
  }
}
