import ArgumentParser
import Course
import Text

/// `learn map`, and `learn` alone: where the learner stands.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Shows the lessons, what is done of each, and what comes next.",
    discussion: "`./learn` alone does the same. `./learn --help` lists what else there is.")

  func run() throws {
    let map = CourseMap(
      exercises: ExerciseCatalog.course.exercises,
      bank: try InterviewBank(contentsOf: InterviewRun.bankFile),
      record: try LearnerRecord.recovered(), today: .today)
    print(map.text(width: Terminal.width))
    print("\n`./learn --help` lists the commands, `./learn path` the reading paths.".wrapped())
  }
}
