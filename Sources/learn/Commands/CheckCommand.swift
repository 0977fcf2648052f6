import ArgumentParser
import Course

/// `learn check E01.3`: the verdict on the learner's answer; `learn check 01`: on all of a lesson.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says whether an exercise is solved, and what is wrong if not.",
    discussion: """
      With the number of a lesson it checks all its exercises, a line each. `learn check 00` is the \
      self-check before the first lesson: it says which prerequisites to revisit, and where. The exit \
      code is 1 unless everything passed.
      """)

  @Argument(help: "The id of an exercise, such as E01.3, or the number of a lesson, such as 01.")
  var id: String

  func validate() throws { _ = try exercises() }

  func run() throws {
    let exercises = try exercises()
    let hasPassed =
      Self.lesson(id) == nil
      ? try ExerciseCheck.show(exercises[0]) == .passed : try LessonCheck.show(exercises)
    if !hasPassed { throw ExitCode.failure }
  }

  /// The exercises that were named: one, or all of a lesson.
  private func exercises() throws -> [Exercise] {
    guard let lesson = Self.lesson(id) else { return [try ExerciseCatalog.course.exercise(id)] }
    return try ExerciseCatalog.course.exercises(ofLesson: lesson)
  }

  /// The number of a lesson, where nothing but digits was typed.
  private static func lesson(_ text: String) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }
}
