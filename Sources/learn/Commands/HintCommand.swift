import ArgumentParser
package import Course
import Text

/// `learn hint E01.3`: the next hint.
struct HintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Gives the next of the three hints of an exercise.")

  @OptionGroup var argument: ExerciseArgument

  func run() throws {
    let exercise = try argument.exercise()
    try ExerciseProgress.update(exercise.id) { entry in
      print(nextHint(of: exercise, count: &entry.hintCount))
    }
  }
}

/// The next hint, or all of them once the last was given.
///
/// - Parameters:
///   - exercise: The exercise.
///   - count: How many hints were given; this one is counted.
/// - Returns: The hint under its number.
package func nextHint(of exercise: Exercise, count: inout Int) -> String {
  let hints = zip(["nudge", "approach", "almost there"], exercise.hints.all).map { $0 }
  func text(_ index: Int) -> String {
    "\(exercise.id) hint \(index + 1) of \(hints.count), \(hints[index].0):\n"
      + hints[index].1.forTerminal
  }
  guard count < hints.count else {
    let end =
      "There is no further hint; `./learn solution \(exercise.id) --give-up` shows a solution."
    return (hints.indices.map(text) + [end.wrapped()]).joined(separator: "\n\n")
  }
  defer { count += 1 }
  return text(max(count, 0))
}
