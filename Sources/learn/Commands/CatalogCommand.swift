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

  func run() async throws {
    let catalog =
      measured ? await CourseCatalog.measured(builtLessons) : CourseCatalog(of: builtLessons)
    print(try JSONEncoder.sorted().text(catalog))
  }
}
