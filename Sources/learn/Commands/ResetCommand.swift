import ArgumentParser
import Course
import Foundation
import Text

/// `learn reset E01.3`: the exercise as it was handed out.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Puts an exercise back as it was handed out, and keeps your answer beside.",
    discussion: "It counts as open again; the hints that were given stay given.")

  @OptionGroup var argument: ExerciseArgument

  func run() throws {
    let exercise = try argument.exercise()
    let files = ExerciseFiles(of: exercise)
    if files.isEdited {
      let kept = try files.reset()
      print("\(exercise.id): \(exercise.file) is as it was handed out again.".wrapped())
      if let kept { print("Your answer is kept as\n\(kept.path)") }
    } else {
      print("\(exercise.id): \(exercise.file) is as it was handed out.".wrapped())
    }
    try ExerciseProgress.update(exercise.id) { entry in
      if entry.hasPassed { print("It counts as open again.") }
      entry.reopen()
    }
  }
}
