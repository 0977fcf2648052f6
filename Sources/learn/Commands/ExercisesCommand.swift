import ArgumentParser
package import Course
import Foundation
import Text

/// `learn exercises`: what there is to do, and how far the learner is.
struct ExercisesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercises", abstract: "Lists the exercises, and which of them are solved.",
    discussion: """
      Progress is the file exercises.json in $LEARN_DATA, or in networks-that-run in $XDG_DATA_HOME or \
      ~/.local/share; the last line says which. Your answers are the files in Sources/Exercises, and those \
      that were reset stand in .learn/attempts.
      """)

  @Argument(help: "The number of a lesson, such as 01; 00 is the self-check.")
  var lesson: Int?

  func validate() throws {
    if let lesson { _ = try ExerciseCatalog.course.exercises(ofLesson: lesson) }
  }

  func run() throws {
    let progress = try ExerciseProgress.recovered(from: ExerciseProgress.file)
    let course = ExerciseCatalog.course
    let exercises = try lesson.map(course.exercises(ofLesson:)) ?? course.exercises
    print(
      table(of: exercises) { exercise in
        state(progress[exercise.id], isEdited: ExerciseFiles(of: exercise).isEdited)
      })
    let place = "progress: \(ExerciseProgress.file.path)"
    print(place.folded(width: Terminal.width).joined(separator: "\n"))
  }
}

/// The state of an exercise in a word.
///
/// - Parameters:
///   - entry: What the learner has done with it.
///   - isEdited: Whether the file differs from what was handed out.
/// - Returns: `open`, `begun`, `not yet` after a failed check, or `passed`.
package func state(_ entry: ExerciseProgress.Entry, isEdited: Bool) -> String {
  if entry.hasPassed { return "passed" }
  if !isEdited { return "open" }
  return entry.lastCheckFailed ? "not yet" : "begun"
}

/// Exercises as lines of columns, with the time that they take together.
///
/// In a narrow terminal the kind stands behind the title.
///
/// - Parameters:
///   - exercises: The exercises.
///   - width: The greatest number of characters in a line.
///   - state: The state of each in a word.
/// - Returns: The lines.
package func table(
  of exercises: [Exercise], width: Int = Terminal.width, state: (Exercise) -> String
) -> String {
  let isNarrow = width < 80
  var rows = [["", "exercise"] + (isNarrow ? [] : ["kind"]) + ["min", "level", "state"]]
  rows += exercises.map { exercise in
    let kind = exercise.kind.words
    return [exercise.id.description]
      + (isNarrow ? ["\(exercise.title) (\(kind))"] : [exercise.title, kind])
      + ["\(exercise.minutes)", exercise.difficulty.words, state(exercise)]
  }
  let minutes = exercises.reduce(0) { $0 + $1.minutes }
  let passed = exercises.count { state($0) == "passed" }
  return TextTable(rows).fitted(width: width, breaking: 1)
    + "\n\n\(passed) of \(exercises.count) passed; \(minutes) minutes in all"
}
