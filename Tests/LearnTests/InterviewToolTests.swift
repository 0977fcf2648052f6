import Course
import Foundation
import TensorCore
import Testing
import Text
import learn

/// The commands from end to end, each as a program of its own, fed from a pipe.
@Suite
struct InterviewToolTests {
  private let tool: LearnTool

  init() throws { tool = try LearnTool() }

  private func store(_ bank: InterviewBank) throws {
    try Data(bank.json.utf8).write(to: tool.bank)
  }

  @Test func `the quiz asks, grades, keeps answers and ends with the input`() throws {
    defer { tool.clean() }
    try store(try smallBank())
    let first = try tool.run(["quiz", "1", "--seed", "1"], input: "\n2\n")
    #expect(first.status == 0)
    #expect(first.output.contains("1/4  01.01") && first.output.contains("answered"))
    let second = try tool.run(["quiz", "--path", "interviews", "--seed", "1"])
    #expect(second.status == 0 && second.output.contains("01.02"))
    #expect(!second.output.contains("1/4  01.01"))
  }

  @Test func `the minutes bound the number of questions`() throws {
    defer { tool.clean() }
    try store(try smallBank())
    let short = try tool.run(["quiz", "1", "--minutes", "4"])
    #expect(short.output.contains("1/2  01.01"))
  }

  @Test func `a seed makes the same task each time`() throws {
    defer { tool.clean() }
    let bank = try smallBank()
    try store(bank)
    for seed in UInt64(0)..<8 {
      var generator = SplitMix64(seed: seed)
      let task = QuizTask(about: bank.questions[0], using: &generator)
      let output = try tool.run(["quiz", "1", "--seed", "\(seed)"]).output
      #expect(output.contains(task.prompt.wrapped()), "seed \(seed)")
    }
  }

  @Test func `a damaged progress file is reported and set aside`() throws {
    defer { tool.clean() }
    try store(try smallBank())
    try FileManager.default.createDirectory(at: tool.data, withIntermediateDirectories: true)
    try Data("{ half".utf8).write(to: tool.data.appending(path: "quiz.json"))
    let outcome = try tool.run(["quiz"], input: "\n2\n")
    #expect(outcome.status == 0)
    let words = outcome.errors.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains("quiz.json: line 1, column"))
    #expect(outcome.errors.contains("quiz.damaged-1.json"))
    let kept = tool.data.appending(path: "quiz.damaged-1.json")
    #expect(try String(contentsOf: kept, encoding: .utf8) == "{ half")
  }

  @Test(
    arguments: [
      ["quiz", "12"], ["quiz", "--minutes", "0"], ["quiz", "--path", "nowhere"],
      ["prove", "1.3"], ["prove", "1.3.2"], ["prove", "01.99"], ["prove"],
    ])
  func `bad arguments end with the usage line and status 64`(arguments: [String]) throws {
    defer { tool.clean() }
    try store(try smallBank())
    let outcome = try tool.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("Usage: learn \(arguments[0])"))
  }

  @Test func `lessons without questions say so`() throws {
    defer { tool.clean() }
    try store(try smallBank())
    let outcome = try tool.run(["quiz", "--path", "debugging"])
    #expect(outcome.status == 0)
    let title = "lesson 9 (Training dynamics and debugging)"
    #expect(
      outcome.output.replacing("\n", with: " ")
        == "The path debugging waits for \(title), which is to come. ")
    let some = try tool.run(["quiz", "--path", "newProject"])
    let words = some.output.replacing("\n", with: " ")
    #expect(words.hasPrefix("This path also has lessons 4 (Weight initialization), 7 ("))
    #expect(words.contains("which are to come; the others are asked about. "))
    #expect(some.output.contains("1/4  01.01"))
  }

  @Test func `a damaged bank is reported with its path and place`() throws {
    defer { tool.clean() }
    try Data("{ \"questions\": [".utf8).write(to: tool.bank)
    let outcome = try tool.run(["quiz"])
    #expect(outcome.status == 1 && outcome.errors.contains("interview.json: the end: "))
  }
}
