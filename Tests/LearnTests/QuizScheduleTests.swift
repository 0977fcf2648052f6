import Course
import Foundation
import Testing
import learn

@Suite
struct QuizScheduleTests {
  private let today = Day(number: 20_000)

  private func recall(_ grades: [Grade]) -> Recall {
    var recall = Recall(today: today)
    for grade in grades { recall.review(grade, today: recall.due) }
    return recall
  }

  /// SM-2's own numbers: 1 day, 6 days, then the interval times the ease, rounded up.
  @Test func `intervals grow by the ease`() {
    #expect(recall([.good]).interval == 1)
    #expect(recall([.good, .good]).interval == 6)
    #expect(recall([.good, .good, .good]).interval == 15)
    #expect(recall([.good, .good, .good, .good]).interval == 38)
    #expect(recall([.good]).due == today + 1)
  }

  /// E changes by 0.1, 0, −0.14 for the qualities 5, 4, 3 and never falls below 1.3.
  @Test func `the ease follows the grades`() {
    #expect(abs(recall([.easy]).ease - 2.6) < 1e-12)
    #expect(abs(recall([.good]).ease - 2.5) < 1e-12)
    #expect(abs(recall([.hard]).ease - 2.36) < 1e-12)
    #expect(recall(Array(repeating: .hard, count: 20)).ease == 1.3)
  }

  @Test func `what was forgotten starts again, and keeps its ease`() {
    let forgotten = recall([.easy, .good, .good, .again])
    #expect(forgotten.interval == 1 && forgotten.streak == 0 && abs(forgotten.ease - 2.6) < 1e-12)
    #expect(recall([.good, .good, .again, .good]).interval == 1)
    #expect(recall([.good, .good, .again, .good, .good]).interval == 6)
  }

  @Test func `a day is written as a date`() throws {
    #expect(Day(number: 0).description == "1970-01-01")
    #expect(Day(number: 20_514).description == "2026-03-02")
    #expect(Day("2026-03-02") == Day(number: 20_514))
    #expect(Day("2026-13-02") == nil && Day("soon") == nil)
  }

  @Test func `what is due comes first, the longest overdue at the head, then what is new`() throws {
    var progress = QuizProgress()
    for (id, late) in [("01.02", 1), ("01.03", 5), ("01.04", -2)] {
      progress.recalls[try #require(QuestionID(id))] = Recall(today: Day(number: 20_000 - late))
    }
    let plan = QuizPlan(
      from: try smallBank(), lessons: [2, 1], progress: progress, minutes: 60, today: today)
    #expect(plan.questions.map(\.id.description) == ["01.03", "01.02", "02.01", "01.01"])
  }

  @Test func `questions are taken while their minutes last, and one at least`() throws {
    func count(_ minutes: Int) throws -> Int {
      QuizPlan(
        from: try smallBank(), lessons: [1], progress: QuizProgress(), minutes: minutes,
        today: today
      ).questions.count
    }
    #expect(try count(1) == 1)
    #expect(try count(5) == 2)
    #expect(try count(8) == 4)
  }

  @Test func `without anything due the plan says when to come back`() throws {
    let id = try #require(QuestionID("02.01"))
    let progress = QuizProgress(recalls: [id: Recall(today: today + 3)])
    let plan = QuizPlan(
      from: try smallBank(), lessons: [2], progress: progress, minutes: 10, today: today)
    #expect(plan.questions.isEmpty && plan.nextDue == today + 3)
    let none = QuizPlan(
      from: try smallBank(), lessons: [7], progress: progress, minutes: 10, today: today)
    #expect(none.questions.isEmpty && none.nextDue == nil)
  }

  @Test func `progress is read as it was written, and a missing file holds none`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())/quiz.json")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    #expect(try QuizProgress(contentsOf: file) == QuizProgress())
    let id = try #require(QuestionID("02.07"))
    let progress = QuizProgress(recalls: [id: recall([.good, .hard])])
    try progress.write(to: file)
    #expect(try QuizProgress(contentsOf: file) == progress)
    #expect(try String(contentsOf: file, encoding: .utf8).contains("\"due\" : \"2024-10-11\""))
    let beside = try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path)
    #expect(beside == ["quiz.json"])
  }

  @Test(
    arguments: [
      ("{ \"version\": 1,\n nope }", "line 2, column 2"),
      ("{ \"version\": 2, \"questions\": {} }", "version"),
      ("{ \"version\": 1, \"questions\": { \"2.7\": {} } }", "questions.2.7"),
      ("{ \"version\": 1 }", "the outermost value"),
    ])
  func `a damaged file is reported with the place of the damage`(
    text: String, place: String
  ) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let error = try #require(throws: QuizProgressError.self) {
      _ = try QuizProgress(contentsOf: file)
    }
    #expect(error.position == place && error.path == file.path)
  }

  @Test func `a place that cannot be written to is named`() throws {
    let file = URL(fileURLWithPath: "/dev/null/quiz.json")
    let error = try #require(throws: QuizProgressError.self) {
      try QuizProgress().write(to: file)
    }
    #expect("\(error)".hasPrefix("/dev/null/quiz.json: cannot be written: "))
  }

  @Test func `a file set aside takes the first free name and keeps its content`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "quiz.json")
    for (content, name) in [("a", "quiz.damaged-1.json"), ("b", "quiz.damaged-2.json")] {
      try Data(content.utf8).write(to: file)
      let place = try setAside(file)
      #expect(place.lastPathComponent == name)
      #expect(try String(contentsOf: place, encoding: .utf8) == content)
    }
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }
}
