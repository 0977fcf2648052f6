import ArgumentParser
import Course

/// The exercise that a command is about, as the learner names it.
struct ExerciseArgument: ParsableArguments {
  @Argument(help: "The id of the exercise, such as E01.3.")
  var id: String

  func validate() throws { _ = try exercise() }

  /// The exercise of that id.
  func exercise() throws -> Exercise { try ExerciseCatalog.course.exercise(id) }
}
