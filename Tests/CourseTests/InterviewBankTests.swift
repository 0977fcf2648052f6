import Course
import Foundation
import Testing

@Suite
struct InterviewBankTests {
  /// Writes a text to a file of its own and reads it as a bank.
  private func bank(of text: String) throws(InterviewBankError) -> InterviewBank {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    do { try Data(text.utf8).write(to: file) } catch { Issue.record(error) }
    return try InterviewBank(contentsOf: file)
  }

  @Test func `a bank is read as it was written`() throws {
    let evidence = [
      Evidence("a", 0.1), Evidence("b", atMost: 1e-12), Evidence("c", .nan),
      Evidence("d", -.infinity),
    ]
    let stored = InterviewBank([
      try question("02.01"), try question("01.02", evidence: evidence), try question("01.01"),
    ])
    let read = try bank(of: stored.json)
    #expect(read.questions.map(\.id.description) == ["01.01", "01.02", "02.01"])
    #expect(read.json == stored.json)
    let again = try #require(read.questions(of: 1).last).evidence
    #expect(zip(again, evidence).allSatisfy { $0.agrees(with: $1) })
    #expect(again[2].value.isNaN && again[3].value == -.infinity && again[1].isBound)
  }

  @Test func `the order in which questions come does not show`() throws {
    let (first, second) = (try question("01.01"), try question("01.02"))
    #expect(InterviewBank([first, second]).json == InterviewBank([second, first]).json)
  }

  @Test(
    arguments: [
      ("{ \"questions\": [\n  1, 2,\n}", "line 3, column 1"), ("{ \"questions\": [", "the end"),
      ("{ \"questions\": 3 }", "questions"), ("{}", "the outermost value"),
      ("{ \"questions\": [{ \"id\": \"2.7\" }] }", "questions[0].id"),
    ])
  func `a damaged file is reported with the place of the damage`(
    text: String, place: String
  ) throws {
    let error = try #require(throws: InterviewBankError.self) { _ = try bank(of: text) }
    guard case .damaged(let path, let position, _) = error else {
      Issue.record("not reported as damaged: \(error)")
      return
    }
    #expect(position == place)
    #expect("\(error)".hasPrefix("\(path): \(place): "))
  }

  @Test func `a value of the wrong kind is reported with its path`() throws {
    let text = InterviewBank([try question("01.01"), try question("01.02")]).json
    let damaged = text.replacing("\"minutes\" : 2", with: "\"minutes\" : \"two\"")
    let error = try #require(throws: InterviewBankError.self) { _ = try bank(of: damaged) }
    #expect("\(error)".contains("questions[0].minutes: "))
  }

  @Test(arguments: ["-1", "0", "9223372036854775807"])
  func `minutes that no answer takes are damage`(minutes: String) throws {
    let text = InterviewBank([try question("01.01")]).json
    let damaged = text.replacing("\"minutes\" : 2", with: "\"minutes\" : \(minutes)")
    #expect(text != damaged)
    let error = try #require(throws: InterviewBankError.self) { _ = try bank(of: damaged) }
    #expect("\(error)".contains("questions[0].minutes: no answer takes \(minutes) minutes"))
  }

  @Test func `an id that stands twice is reported`() throws {
    let text = InterviewBank([try question("01.01"), try question("01.02")]).json
    let error = try #require(throws: InterviewBankError.self) {
      _ = try bank(of: text.replacing("01.02", with: "01.01"))
    }
    #expect("\(error)".contains("questions[1].id: the id 01.01 stands twice"))
  }

  @Test func `a missing file is reported with its path`() throws {
    let missing = URL(fileURLWithPath: "/nowhere/interview.json")
    let error = try #require(throws: InterviewBankError.self) {
      _ = try InterviewBank(contentsOf: missing)
    }
    guard case .unreadable("/nowhere/interview.json", _) = error else {
      Issue.record("not reported as unreadable: \(error)")
      return
    }
  }

  @Test func `drift is named by question and field`() throws {
    let stored = InterviewBank([
      try question("01.01", evidence: [Evidence("size", 1), Evidence("gone", 2)]),
      try question("01.02"), try question("01.03"),
    ])
    let fresh = InterviewBank([
      try question(
        "01.01", answer: "Otherwise.", evidence: [Evidence("size", 1.1), Evidence("new", 3)]),
      try question(
        "01.02", question: "What was it?",
        otherMistakes: [WrongAnswer("It is that.", refutation: "Not any more.")]),
      try question("01.04"),
    ])
    let report = stored.drift(from: fresh).map(\.description)
    #expect(
      report == [
        "01.01 answer: stored “It is this. And that.”, found “Otherwise.”",
        "01.01 evidence: size: stored “1”, found “1.1”",
        "01.01 evidence: gone: stored “2”, found “nothing”",
        "01.01 evidence: new: stored “nothing”, found “3”",
        "01.02 question: stored “What is it?”, found “What was it?”",
        "01.02 otherMistakes: stored “nothing”, found “It is that. — Not any more.”",
        "01.02 proof: stored “… son01Interview/What is it?”, found “… son01Interview/What was it?”",
        "01.03: stored, but no test proves it any more",
        "01.04: proved by a test, but not stored",
      ])
    #expect(stored.drift(from: stored).isEmpty)
  }

  @Test func `of long texts only the part that differs is shown`() throws {
    let words = (1...40).map { "word\($0)" }.joined(separator: " ")
    let stored = InterviewBank([try question("01.01", answer: words)])
    let fresh = InterviewBank([
      try question("01.01", answer: words.replacing("word20", with: "else"))
    ])
    #expect(
      stored.drift(from: fresh).map(\.description) == [
        "01.01 answer: stored “… ord17 word18 word19 word20 word21 word22 word2 …”, "
          + "found “… ord17 word18 word19 else word21 word22 word2 …”"
      ])
  }

  @Test func `evidence that still agrees keeps its stored digits`() throws {
    let stored = InterviewBank([try question("01.01", evidence: [Evidence("size", 1.23457)])])
    let fresh = InterviewBank([
      try question(
        "01.01", answer: "New.", evidence: [Evidence("size", 1.23458), Evidence("other", 2)])
    ])
    let refreshed = stored.refreshed(by: fresh)
    #expect(refreshed.questions[0].evidence.map(\.value) == [1.23457, 2])
    #expect(refreshed.questions[0].question.answer == "New.")
  }
}
