import ArgumentParser
package import Course
import Text

/// `learn next`: the first exercise that is not solved.
struct NextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Shows the first exercise that you have not solved yet.",
    discussion: "The self-check before the first lesson is asked for: `learn next 00`.")

  @Argument(help: "The number of a lesson, such as 01; 00 is the self-check.")
  var lesson: Int?

  func validate() throws {
    if let lesson { _ = try ExerciseCatalog.course.exercises(ofLesson: lesson) }
  }

  func run() throws {
    let progress = try ExerciseProgress.recovered(from: ExerciseProgress.file)
    guard let next = ExerciseCatalog.course.next(after: progress, inLesson: lesson) else {
      print("Every exercise\(lesson.map { " of \($0 < 10 ? "0" : "")\($0)" } ?? "") is solved.")
      return
    }
    print(next.invitation)
  }
}

extension ExerciseCatalog {
  /// The first exercise that is not solved.
  ///
  /// - Parameters:
  ///   - progress: What the learner has done.
  ///   - lesson: The lesson to look in; `nil` for all of them, without the self-check, which is a choice.
  /// - Returns: `nil` if every exercise is solved.
  package func next(after progress: ExerciseProgress, inLesson lesson: Int? = nil) -> Exercise? {
    exercises.first { exercise in
      let number = exercise.id.lesson
      return !progress[exercise.id].hasPassed && (lesson.map { $0 == number } ?? (number > 0))
    }
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
