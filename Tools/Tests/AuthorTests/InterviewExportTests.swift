import Course
import Foundation
import Notebooks
import Testing

/// The commands from end to end, each as a program of its own.
@Suite struct InterviewExportTests {
  private let tool: AuthorTool

  init() throws { tool = try AuthorTool() }

  private func store(_ bank: InterviewBank) throws {
    try Data(bank.json.utf8).write(to: tool.bank)
  }

  /// What a test run with LEARN_EXPORT would have left.
  private func exported(_ questions: [ProvenQuestion]) throws -> String {
    let folder = tool.root.appending(path: "exported-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for question in questions {
      try Data(InterviewBank([question]).json.utf8)
        .write(to: folder.appending(path: "\(question.id).json"))
    }
    return folder.path
  }

  @Test func `export stores what proofs left; check finds it unchanged`() async throws {
    defer { tool.clean() }
    let folder = try exported(try smallBank().questions)
    let export = try await tool.run(["interview", "export", "--from", folder])
    #expect(export.status == 0)
    #expect(try InterviewBank(contentsOf: tool.bank) == smallBank())
    #expect(try await tool.run(["interview", "check", "--from", folder]).status == 0)
  }

  @Test func `check fails when one answer or one number has changed`() async throws {
    defer { tool.clean() }
    let folder = try exported(try smallBank().questions)
    let text = try smallBank().json
    for (changed, named) in [
      (text.replacing("More of it.", with: "Less of it."), "01.01 answer: "),
      (text.replacing("0.25", with: "0.26"), "01.01 evidence: size: "),
    ] {
      try Data(changed.utf8).write(to: tool.bank)
      let outcome = try await tool.run(["interview", "check", "--from", folder])
      #expect(outcome.status == 1 && outcome.output.contains(named))
      #expect(try String(contentsOf: tool.bank, encoding: .utf8) == changed)
    }
  }

  @Test func `an id that disappears or asks something else is not stored`() async throws {
    defer { tool.clean() }
    try store(try smallBank())
    let before = try String(contentsOf: tool.bank, encoding: .utf8)
    let questions = try smallBank().questions
    let gone = try await tool.run([
      "interview", "export", "--from", try exported(questions.dropLast()),
    ])
    #expect(gone.status == 1 && gone.output.contains("02.01: stored, but no test proves it"))
    let text = InterviewBank([questions[0]]).json.replacing("What is 01.01?", with: "Why?")
    let folder = try exported(Array(questions.dropFirst()))
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder).appending(path: "01.01.json"))
    let other = try await tool.run(["interview", "export", "--from", folder])
    #expect(other.status == 1 && other.output.contains("01.01 question: stored"))
    #expect(try String(contentsOf: tool.bank, encoding: .utf8) == before)
    let same = try await tool.run(["interview", "export", "--from", folder, "--reworded", "01.01"])
    #expect(same.status == 0)
    #expect(try InterviewBank(contentsOf: tool.bank).questions[0].question.question == "Why?")
  }
}
