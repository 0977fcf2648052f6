import AllLessons
import Course
import Foundation
import TestSupport
import Testing
import learn

/// The file that says what covers each row of the syllabus, and what `learn status` tells of it.
@Suite struct SyllabusTests {
  private static let stored = Result {
    try Syllabus(contentsOf: Checkout.root.appending(path: Syllabus.path))
  }

  private func syllabus() throws -> Syllabus { try Self.stored.get() }

  private func rows() throws -> [Syllabus.Row] { try syllabus().lessons.flatMap(\.rows) }

  @Test(
    arguments: [
      (0, 55), (1, 64), (2, 85), (3, 94), (4, 73), (5, 80), (6, 86), (7, 115), (8, 87), (9, 141),
      (10, 66),
    ])
  func `a lesson has so many rows`(lesson: Int, count: Int) throws {
    let lessons = try syllabus().lessons
    #expect(lessons[lesson].number == lesson)
    #expect(lessons[lesson].rows.count == count)
  }

  @Test(arguments: [("F", 153), ("Q", 149), ("E", 60), ("G", 23), ("T", 12), ("H", 5)])
  func `the syllabus has so many rows of a kind`(letter: String, count: Int) throws {
    #expect(try rows().count { $0.id.hasPrefix(letter) } == count)
  }

  @Test func `rows of a kind are numbered without a gap`() throws {
    for lesson in try syllabus().lessons {
      let kinds = Dictionary(grouping: lesson.rows) { $0.id.prefix(1) }
      for (kind, rows) in kinds {
        let start = "TGH".contains(kind) ? "\(kind)" : "\(kind)\(lesson.number)."
        #expect(rows.map(\.id) == (1...rows.count).map { "\(start)\($0)" })
      }
    }
  }

  @Test func `failure modes and questions are covered by namesakes`() throws {
    for row in try rows() where row.id.starts(with: /[FQ]/) {
      let name = row.id.hasPrefix("F") ? row.id : String(row.id.dropFirst())
      let namesake = try #require(CourseID(name))
      #expect(row.by?.contains(.named(namesake)) == true, "\(row.id)")
    }
  }

  @Test func `seven rows are left out`() throws {
    #expect(
      try rows().filter { !$0.isCovered }.map(\.id) == [
        "E2.4", "E2.6", "C5.9", "A8.15", "A8.16", "C9.10", "C10.8",
      ])
  }

  @Test func `an exercise is covered by an exercise`() throws {
    for row in try rows() where row.id.hasPrefix("E") && row.isCovered {
      let names = try #require(row.by).compactMap { reference -> CourseID? in
        if case .named(let id) = reference { id } else { nil }
      }
      #expect(names.contains { $0.description.hasPrefix("E") }, "\(row.id)")
    }
  }

  @Test func `every name that covers a row is one of the course`() throws {
    let bank = try InterviewBank(
      contentsOf: Checkout.root.appending(path: "Lessons/interview.json"))
    let known = Set(
      AllLessons.all.flatMap { $0.failureModes.map(\.id) }
        + AllLessons.assignments.map(\.exercise.id) + bank.questions.map(\.question.id))
    for row in try rows() {
      for case .named(let id) in row.by ?? [] {
        #expect(known.contains(id), "\(row.id) names \(id)")
      }
    }
  }

  @Test func `every file that covers a row exists, its text too`() throws {
    var texts: [String: String] = [:]
    for row in try rows() {
      for case .file(let path, let words) in row.by ?? [] {
        let file = Checkout.root.appending(path: path)
        #expect(FileManager.default.fileExists(atPath: file.path), "\(row.id) names \(path)")
        guard let words else { continue }
        let text = try texts[path] ?? Checkout.text(of: path)
        texts[path] = text
        #expect(text.contains(words), "\(row.id): \(path) does not hold “\(words)”")
      }
    }
  }

  @Test func `status counts the rows by lesson and together`() throws {
    let counts = SyllabusCounts(try syllabus())
    #expect(counts.lessons.map(\.number) == Array(0...10))
    for row in counts.lessons + [counts.totals] {
      #expect(row.rows == row.covered + row.leftOut)
    }
    #expect(counts.totals.rows == counts.lessons.reduce(0) { $0 + $1.rows })
    #expect(counts.totals.covered == counts.lessons.reduce(0) { $0 + $1.covered })
    #expect(
      counts.line == """
        Syllabus: 939 of 946 rows covered, 7 left out (Lessons/syllabus.json).
        """)
    let status = try CourseStatus(lessons: [], root: Checkout.root)
    #expect(status.table.contains("rows covered"))
    let json = try JSONEncoder().encode(status)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    let told = try #require(object["syllabus"] as? [String: Any])
    let totals = try #require(told["totals"] as? [String: Any])
    #expect(totals["leftOut"] as? Int == counts.totals.leftOut)
    #expect((told["lessons"] as? [Any])?.count == 11)
  }
}
