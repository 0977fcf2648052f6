import AllLessons
import ArgumentParser
import Course
import Foundation
import Text

/// `learn status`: what the course holds, counted from its registries.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Counts what the course holds, from its own registries.")

  @Flag(help: "Print the counts as JSON.")
  var json = false

  func run() throws {
    let status = try CourseStatus(lessons: builtLessons, root: Repository.root)
    if json {
      print(try JSONEncoder.sorted(.prettyPrinted).text(status))
    } else {
      print(status.table)
    }
  }
}

/// The counts of every lesson and their totals.
struct CourseStatus: Encodable {
  /// The counts of one lesson.
  struct Row: Encodable {
    let number: Int
    let module: String
    let title: String
    let failureModes: Int
    let gradientChecks: Int
    let goldenValues: Int
    let interviewQuestions: Int
    let exercises: Int
    let sourceLines: Int
  }

  /// The sums of the counts.
  struct Totals: Encodable {
    let lessons: Int
    let failureModes: Int
    let gradientChecks: Int
    let goldenValues: Int
    let interviewQuestions: Int
    let exercises: Int
    let sourceLines: Int
  }

  let lessons: [Row]
  let totals: Totals

  /// Counts what the given lessons hold.
  ///
  /// - Parameters:
  ///   - lessons: The lessons that are built.
  ///   - root: The checkout, for golden values and source files.
  /// - Throws: What is wrong with a fixture of golden values.
  init(lessons: [Lesson], root: URL) throws {
    let bank = try InterviewBank(contentsOf: InterviewRun.bankFile)
    self.lessons = try lessons.map { lesson in
      let outline = lesson.outline
      return Row(
        number: outline.number, module: outline.module, title: outline.title,
        failureModes: lesson.failureModes.count, gradientChecks: lesson.gradientChecks.count,
        goldenValues: try goldenValueCount(lesson: outline, root: root),
        interviewQuestions: bank.questions(of: outline.number).count,
        exercises: AllLessons.assignments.count { $0.exercise.id.lesson == outline.number },
        sourceLines: sourceLineCount(in: root.appending(path: "Sources/\(outline.folder)")))
    }
    totals = Totals(
      lessons: self.lessons.count,
      failureModes: self.lessons.reduce(0) { $0 + $1.failureModes },
      gradientChecks: self.lessons.reduce(0) { $0 + $1.gradientChecks },
      goldenValues: self.lessons.reduce(0) { $0 + $1.goldenValues },
      interviewQuestions: self.lessons.reduce(0) { $0 + $1.interviewQuestions },
      exercises: self.lessons.reduce(0) { $0 + $1.exercises },
      sourceLines: self.lessons.reduce(0) { $0 + $1.sourceLines })
  }

  /// The counts as lines of aligned columns.
  var table: String {
    var rows = [
      [
        "", "lesson", "failure modes", "gradient checks", "golden values", "questions", "exercises",
        "lines",
      ]
    ]
    rows += lessons.map {
      [
        "\($0.number)", $0.title, "\($0.failureModes)", "\($0.gradientChecks)",
        "\($0.goldenValues)", "\($0.interviewQuestions)", "\($0.exercises)", "\($0.sourceLines)",
      ]
    }
    rows.append([
      "", "together", "\(totals.failureModes)", "\(totals.gradientChecks)",
      "\(totals.goldenValues)", "\(totals.interviewQuestions)", "\(totals.exercises)",
      "\(totals.sourceLines)",
    ])
    return TextTable(rows).description
  }
}

/// The number of stored reference numbers of a lesson, over all cases of its fixture.
private func goldenValueCount(lesson: LessonOutline, root: URL) throws -> Int {
  struct Fixture: Decodable {
    struct Case: Decodable { let values: [GoldenNumber] }
    let cases: [String: Case]
  }
  /// A number of any spelling, such as a NaN that JSON cannot hold.
  struct GoldenNumber: Decodable { init(from decoder: any Decoder) throws {} }
  let file = root.appending(path: "Tests/Fixtures/Lesson\(lesson.paddedNumber).json")
  guard let data = try? Data(contentsOf: file) else { return 0 }
  return try JSONDecoder().decode(Fixture.self, from: data).cases.values
    .reduce(0) { $0 + $1.values.count }
}

/// The number of lines in the Swift files of a folder and the folders in it.
private func sourceLineCount(in folder: URL) -> Int {
  guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  else { return 0 }
  var count = 0
  for case let file as URL in files where file.pathExtension == "swift" {
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    count += text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
  }
  return count
}
