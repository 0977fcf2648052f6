public import Course

/// Lesson 09 as data.
public enum DynamicsLesson {
  /// The row in the overview, and what goes wrong; the lesson adds no derivative of its own.
  public static var lesson: Lesson {
    Lesson(outline: Curriculum.outline(of: 9), failureModes: failureModes, gradientChecks: [])
  }
}
