import ArgumentParser
import Course
import Foundation
import Text

/// `learn catalog`: what the lessons register, for the program that checks pages and sources.
struct CatalogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Prints what the lessons register, as JSON.",
    shouldDisplay: false)

  @Flag(help: "Run every failure mode and print what it measures.")
  var measured = false

  @Flag(help: "Print the words of failure modes and exercises instead.")
  var words = false

  func run() async throws {
    if words {
      let exercises = ExerciseCatalog.course.exercises
      print(try JSONEncoder.sorted().text(CourseWords(of: builtLessons, exercises: exercises)))
      return
    }
    let catalog =
      measured ? await CourseCatalog.measured(builtLessons) : CourseCatalog(of: builtLessons)
    print(try JSONEncoder.sorted().text(catalog))
  }
}
