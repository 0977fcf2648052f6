import ArgumentParser
import Course
import Foundation
import ReadingDigits
import Text

/// `learn demo`: a network that reads real digits, or the story of one lesson.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Trains a network on real handwritten digits, or tells a lesson's story.",
    usage: "learn demo [<lesson>] [<options>]",
    discussion: """
      Without a number: an MLP learns 8×8 digits on two splits, in a few seconds. With a number, \
      such as `learn demo 01`: what the lesson is about, what breaks, what shows it, what cures it.
      """)

  @Argument(help: "The number of a lesson, such as 01.")
  var lesson: Int?

  @OptionGroup var options: DigitsOptions

  func run() throws {
    try checkLesson()
    if let lesson = builtLessons.first(where: { $0.outline.number == lesson }) {
      let story = LessonDemo(lesson: lesson)
      if options.json {
        print(try JSONEncoder.sorted(.prettyPrinted).text(story.measurements()))
      } else {
        try story.tell()
      }
      return
    }
    try options.run()
  }

  /// Throws unless the lesson that was asked for is built.
  private func checkLesson() throws {
    guard let lesson, !builtLessons.contains(where: { $0.outline.number == lesson }) else { return }
    let range = [builtLessons.first, builtLessons.last].compactMap(\.?.outline.paddedNumber)
    let planned = Curriculum.outline.contains { $0.number == lesson }
    throw ValidationError(
      """
      There is no lesson \(lesson)\(planned ? " yet" : ""); \
      there are \(range.joined(separator: " to ")).
      """)
  }
}
