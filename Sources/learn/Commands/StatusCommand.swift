import AllLessons
import ArgumentParser
package import Course
package import Foundation
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

/// What is counted of a lesson, or of all of them.
struct CourseCounts: Encodable {
  var failureModes = 0
  var pytorchTwins = 0
  var gradientChecks = 0
  var goldenValues = 0
  var tests = 0
  var interviewQuestions = 0
  var followUps = 0
  var exercises = 0
  var figures = 0
  var sourceLines = 0

  /// The counts in the order of the table, each with what it counts.
  static var columns: [(name: String, count: WritableKeyPath<CourseCounts, Int>)] {
    [
      ("failure modes", \.failureModes), ("PyTorch twins", \.pytorchTwins),
      ("gradient checks", \.gradientChecks), ("golden values", \.goldenValues),
      ("tests", \.tests), ("questions", \.interviewQuestions), ("follow-ups", \.followUps),
      ("exercises", \.exercises), ("figures", \.figures), ("lines", \.sourceLines),
    ]
  }
}

/// The counts of every lesson and their totals.
package struct CourseStatus: Encodable {
  /// The counts of one lesson.
  struct Row: Encodable {
    let number: Int
    let module: String
    let title: String
    let counts: CourseCounts

    private enum Key: CodingKey { case number, module, title }

    /// Writes name and counts side by side.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(number, forKey: .number)
      try container.encode(module, forKey: .module)
      try container.encode(title, forKey: .title)
      try counts.encode(to: encoder)
    }
  }

  /// The sums of the counts.
  struct Totals: Encodable {
    let lessons: Int
    let counts: CourseCounts

    private enum Key: CodingKey { case lessons }

    /// Writes the number of lessons and the counts side by side.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(lessons, forKey: .lessons)
      try counts.encode(to: encoder)
    }
  }

  /// What is counted of the self-check, which is no lesson and no part of the totals.
  struct SelfCheck: Encodable {
    let exercises: Int
    let tests: Int
  }

  let lessons: [Row]
  let totals: Totals
  let selfCheck: SelfCheck
  let syllabus: SyllabusCounts

  /// Counts what the given lessons hold.
  ///
  /// - Parameters:
  ///   - lessons: The lessons that are built.
  ///   - root: The checkout, for golden values, pages and source files.
  /// - Throws: What is wrong with a fixture of golden values, with the bank or with the syllabus.
  package init(lessons: [Lesson], root: URL) throws {
    let bank = try InterviewBank(contentsOf: InterviewRun.bankFile)
    self.lessons = try lessons.map { lesson in
      let outline = lesson.outline
      let files = LessonFiles(of: outline, root: root)
      let questions = bank.questions(of: outline.number)
      return Row(
        number: outline.number, module: outline.module, title: outline.title,
        counts: CourseCounts(
          failureModes: lesson.failureModes.count, pytorchTwins: try files.twinCount(),
          gradientChecks: lesson.gradientChecks.count, goldenValues: try files.goldenValueCount(),
          tests: files.testCount, interviewQuestions: questions.count,
          followUps: questions.reduce(0) { $0 + $1.question.followUps.count },
          exercises: AllLessons.assignments.count { $0.exercise.id.lesson == outline.number },
          figures: files.figureCount, sourceLines: files.sourceLineCount))
    }
    var sums = CourseCounts()
    for (_, count) in CourseCounts.columns {
      sums[keyPath: count] = self.lessons.reduce(0) { $0 + $1.counts[keyPath: count] }
    }
    totals = Totals(lessons: self.lessons.count, counts: sums)
    let before = Curriculum.selfCheck
    selfCheck = SelfCheck(
      exercises: AllLessons.assignments.count { $0.exercise.id.lesson == before.number },
      tests: LessonFiles(of: before, root: root).testCount)
    syllabus = SyllabusCounts(try Syllabus(contentsOf: root.appending(path: Syllabus.path)))
  }

  /// The counts as lines of aligned columns: a line for each thing that is counted, a column for each lesson.
  ///
  /// Lessons for which a line has no room stand in a block below.
  package var table: String {
    var rows = [["lesson"] + lessons.map { "\($0.number)" } + ["together"]]
    rows += CourseCounts.columns.map { name, count in
      [name] + (lessons.map(\.counts) + [totals.counts]).map { "\($0[keyPath: count])" }
    }
    let before = """
      Before them, the self-check: \(selfCheck.exercises) exercises, which `./learn check 00` judges, and \
      \(selfCheck.tests) tests.
      """
    return TextTable(rows).blocks(width: Terminal.width) + "\n\n" + before.wrapped() + "\n\n"
      + syllabus.line.wrapped()
  }
}
