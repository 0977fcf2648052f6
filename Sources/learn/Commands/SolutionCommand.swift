import ArgumentParser
import Course
import Text

/// `./learn solution E01.3`: a right answer, for those who have one or give up.
struct SolutionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "Shows a solution of an exercise that you have solved.",
    discussion: "It is printed as it stands in its file, with lines of up to 100 characters.")

  @OptionGroup var argument: ExerciseArgument

  @Flag(help: "Show the solution although the exercise is not solved.")
  var giveUp = false

  func run() throws {
    let exercise = try argument.exercise()
    let progress = try ExerciseProgress.recovered(from: ExerciseProgress.file)
    guard giveUp || progress[exercise.id].hasPassed else {
      note(
        """
        \(exercise.id) is not solved yet, as far as `./learn check \(exercise.id)` knows. \
        `./learn hint \(exercise.id)` helps; `./learn solution \(exercise.id) --give-up` shows it now.
        """.wrapped())
      throw ExitCode.failure
    }
    guard let source = ExerciseFiles(of: exercise).solutionSource,
      let solution = exercise.solutionText(from: source)
    else {
      note("\(exercise.id): no solution was found in \(exercise.answerFile).")
      throw ExitCode.failure
    }
    print(solution)
  }
}
