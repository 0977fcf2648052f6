import ArgumentParser
import Course
import Foundation

/// `learn reset E01.3`: the exercise as it was handed out.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Puts an exercise back as it was handed out, and keeps your answer beside.")

  @OptionGroup var argument: ExerciseArgument

  func run() throws {
    let exercise = try argument.exercise()
    let files = ExerciseFiles(of: exercise)
    guard files.isEdited else {
      print("\(exercise.id): \(exercise.file) is as it was handed out.")
      return
    }
    let kept = try files.reset()
    print("\(exercise.id): \(exercise.file) is as it was handed out again.")
    if let kept { print("Your answer is kept as \(kept.path).") }
    try ExerciseProgress.update(exercise.id) { $0.lastCheckFailed = false }
  }
}
