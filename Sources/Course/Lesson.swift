/// A lesson as data: its row in the overview, and the registries that tests and the tool read.
///
/// Every lesson's module offers one value, `lesson`, so that nothing about a lesson is listed twice.
public struct Lesson: Sendable {
  /// The row in the course overview.
  public let outline: LessonOutline

  /// What goes wrong in production, each with a broken run and its cure, in the order of their ids.
  public let failureModes: [FailureMode]

  /// The enumerations of the operations that the lesson adds to the engine.
  public let operations: [any DifferentiableOperation.Type]

  /// Every derivative that the lesson states, ready to be checked, under a name unique in the lesson:
  /// those of its operations, its layers, and what it derives by hand.
  public let gradientChecks: [GradientCheck]

  /// Creates a lesson; the checks of its operations need not be given.
  public init(
    outline: LessonOutline, failureModes: [FailureMode],
    operations: [any DifferentiableOperation.Type] = [], gradientChecks: [GradientCheck]
  ) {
    self.outline = outline
    self.failureModes = failureModes
    self.operations = operations
    self.gradientChecks = operations.flatMap { $0.gradientChecks } + gradientChecks
  }

  /// The names of the operations that the lesson adds to the engine.
  public var operationNames: [String] { operations.flatMap { $0.names } }
}
