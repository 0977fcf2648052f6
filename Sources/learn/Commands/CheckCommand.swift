import ArgumentParser
import Course

/// `learn check E01.3`: the verdict on the learner's answer.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says whether an exercise is solved, and what is wrong if not.")

  @Argument(help: "The id of the exercise, such as E01.3.")
  var id: String

  func validate() throws { _ = try ExerciseCatalog.course.exercise(id) }

  func run() throws {
    let result = try ExerciseCheck.show(try ExerciseCatalog.course.exercise(id))
    if result != .passed { throw ExitCode.failure }
  }
}
