/// A lesson as data: its row in the overview, and the registries that tests and the tool read.
///
/// Every lesson's module offers one value, `lesson`, so that nothing about a lesson is listed twice.
public struct Lesson: Sendable {
  /// The row in the course overview.
  public let outline: LessonOutline

  /// What goes wrong in production, each with a broken run and its cure, in the order of their ids.
  public let failureModes: [FailureMode]

  /// Every derivative that the lesson states, ready to be checked, under a name unique in the lesson.
  public let gradientChecks: [GradientCheck]

  /// Creates a lesson.
  public init(
    outline: LessonOutline, failureModes: [FailureMode], gradientChecks: [GradientCheck]
  ) {
    self.outline = outline
    self.failureModes = failureModes
    self.gradientChecks = gradientChecks
  }
}
