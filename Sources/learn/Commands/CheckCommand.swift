import ArgumentParser
import Course

/// `learn check E01.3`: the verdict on the learner's answer.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says whether an exercise is solved, and what is wrong if not.")

  @OptionGroup var argument: ExerciseArgument

  func run() throws {
    let result = try ExerciseCheck.show(try argument.exercise())
    if result != .passed { throw ExitCode.failure }
  }
}
