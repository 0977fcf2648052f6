import ArgumentParser
import Course
import Foundation

/// `learn watch E01.3`: the verdict after every save.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Checks an exercise now and again whenever its file is saved, until Ctrl-C.")

  @OptionGroup var argument: ExerciseArgument

  func run() throws {
    let exercise = try argument.exercise()
    let files = ExerciseFiles(of: exercise)
    note("Watching \(exercise.file); Ctrl-C ends.")
    while true {
      let saved = files.lastSaved
      _ = try ExerciseCheck.show(exercise)
      while files.lastSaved == saved { Thread.sleep(forTimeInterval: 0.25) }
      print("")
    }
  }
}
