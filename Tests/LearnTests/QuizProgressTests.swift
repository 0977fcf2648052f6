import Course
import Foundation
import Testing
import learn

@Suite
struct QuizProgressTests {
  @Test func `progress is read as written, from a missing file none`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())/quiz.json")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    #expect(try QuizProgress(contentsOf: file) == QuizProgress())
    let id = try #require(CourseID("02.07", as: .question))
    let progress = QuizProgress(recalls: [id: recall([.good, .hard])])
    try progress.write(to: file)
    #expect(try QuizProgress(contentsOf: file) == progress)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"due\" : \"2024-10-11\"") && text.hasSuffix("}\n"))
    let beside = try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path)
    #expect(beside == ["quiz.json"])
  }

  @Test func `progress is replaced, not written over`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, link) = (folder.appending(path: "quiz.json"), folder.appending(path: "link.json"))
    let old = QuizProgress(recalls: [
      try #require(CourseID("01.01", as: .question)): recall([.good])
    ])
    try old.write(to: file)
    try FileManager.default.linkItem(at: file, to: link)
    try QuizProgress().write(to: file)
    #expect(try QuizProgress(contentsOf: file) == QuizProgress())
    // The second name still leads to the old file, which no byte of the new one has touched.
    #expect(try QuizProgress(contentsOf: link) == old)
  }

  @Test(
    arguments: [
      ("{ \"version\": 1,\n nope }", "line 2, column 2"),
      ("{ \"version\": 2, \"questions\": {} }", "version"),
      ("{ \"version\": 1, \"questions\": { \"2.7\": {} } }", "questions.2.7"),
      ("{ \"version\": 1 }", "the outermost value"),
      (
        """
        { "version": 1, "questions":
          { "2.7": { "ease": 2.5, "streak": 0, "interval": 0, "due": "2026-03-02" } } }
        """, "questions"
      ),
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

  @Test(arguments: [
    #""ease": 1e300, "streak": 2, "interval": 6"#, #""ease": 1, "streak": 2, "interval": 6"#,
    #""ease": 2.5, "streak": 9223372036854775807, "interval": 6"#,
    #""ease": 2.5, "streak": -1, "interval": 6"#,
    #""ease": 2.5, "streak": 2, "interval": 9223372036854775807"#,
  ])
  func `numbers that no reviews lead to are damage`(numbers: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = #"{"version":1,"questions":{"02.07":{\#(numbers),"due":"2026-03-02"}}}"#
    try Data(text.utf8).write(to: file)
    let error = try #require(throws: QuizProgressError.self) {
      _ = try QuizProgress(contentsOf: file)
    }
    #expect(error.position == "questions.02.07")
  }

  @Test func `no interval grows beyond a hundred years`() {
    var memory = recall([.easy])
    for day in 0..<200 { memory.review(.easy, today: Day(number: day)) }
    #expect(memory.interval == 36_500 && memory.due == Day(number: 199 + 36_500))
  }

  @Test func `a place that cannot be written to is named`() throws {
    let file = URL(fileURLWithPath: "/dev/null/quiz.json")
    let error = try #require(throws: QuizProgressError.self) {
      try QuizProgress().write(to: file)
    }
    #expect("\(error)".hasPrefix("/dev/null/quiz.json: cannot be written: "))
  }

  @Test func `a file set aside keeps its content under a free name`() throws {
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
