import ArgumentParser
package import Course
import Text

/// `learn next`: the first exercise that is not solved.
struct NextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Shows the first exercise that you have not solved yet.")

  func run() throws {
    let progress = try ExerciseProgress.recovered(from: ExerciseProgress.file)
    guard let next = ExerciseCatalog.course.next(after: progress) else {
      print("Every exercise is solved.")
      return
    }
    print(next.invitation)
  }
}

extension ExerciseCatalog {
  /// The first exercise that is not solved.
  ///
  /// - Parameter progress: What the learner has done.
  /// - Returns: `nil` if every exercise is solved.
  package func next(after progress: ExerciseProgress) -> Exercise? {
    exercises.first { !progress[$0.id].hasPassed }
  }
}

extension Exercise {
  /// What a learner needs to begin: the task, the file, and how to have it checked.
  package var invitation: String {
    let heading = "\(id)  \(title)  (\(kind.words), \(minutes) minutes, \(difficulty.words))"
    return """
      \(heading.folded(width: Terminal.width).joined(separator: "\n"))

      \(statement.forTerminal)

      edit    \(file)
      check   ./learn check \(id)
              ./learn watch \(id) gives a verdict after every save
      help    ./learn hint \(id)
      """
  }
}
