public import Course

/// Lesson 10 as data.
public enum ApproximationLesson {
  /// The row in the overview, and what goes wrong; the lesson adds no derivative of its own.
  public static var lesson: Lesson {
    Lesson(outline: Curriculum.outline(of: 10), failureModes: failureModes, gradientChecks: [])
  }
}
