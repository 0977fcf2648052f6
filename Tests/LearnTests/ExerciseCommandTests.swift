import Course
import Foundation
import Testing
import learn

/// The commands from end to end, each as a program of its own, in a pipe and without a terminal.
struct ExerciseCommandTests {
  private let tool: LearnTool
  private let exercise: Exercise

  init() throws {
    exercise = try ExerciseCatalog.course.exercise("E01.2")
    tool = try LearnTool()
    try write("stub", to: exercise.stubFile)
    try write("mine", to: exercise.file)
    try write(
      "// solution begins\nfunc answer() {}\n// solution ends\n", to: exercise.answerFile)
  }

  private func write(_ text: String, to path: String) throws {
    let file = tool.root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test(
    arguments: [
      ["hint", "E01.99"], ["check", "huber"], ["check", "11"], ["next", "11"], ["watch", "E99.1"],
      ["reset", "x"], ["solution"],
      ["exercises", "99"],
    ])
  func `bad arguments end with suggestion, usage line and status 64`(
    arguments: [String]
  ) throws {
    defer { tool.clean() }
    let outcome = try tool.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("Usage: learn \(arguments[0])"))
    #expect(outcome.output.isEmpty)
  }

  @Test func `every call of hint gives the next one`() throws {
    defer { tool.clean() }
    for index in 1...3 {
      let outcome = try tool.run(["hint", "e1.2"])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("E01.2 hint \(index) of 3"))
    }
    #expect(try tool.run(["hint", "1.2"]).output.contains("no further hint"))
    #expect(try tool.run(["hint", "1.1"]).output.hasPrefix("E01.1 hint 1 of 3"))
  }

  @Test func `a solution is shown after a pass, or to those who give up`() throws {
    defer { tool.clean() }
    let refused = try tool.run(["solution", "E01.2"])
    #expect(refused.status == 1)
    #expect(refused.output.isEmpty && refused.errors.contains("--give-up"))
    let shown = try tool.run(["solution", "E01.2", "--give-up"])
    #expect(shown.status == 0 && shown.output == "public func answer() {}\n")

    var progress = ExerciseProgress()
    progress[exercise.id].hasPassed = true
    try progress.write(to: tool.data.appending(path: "exercises.json"))
    #expect(try tool.run(["solution", "E01.2"]).output == "public func answer() {}\n")
  }

  @Test func `a reset puts the stub back and says where the answer went`() throws {
    defer { tool.clean() }
    let outcome = try tool.run(["reset", "E01.2"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(".learn/attempts/Lesson01/HuberLoss.1.swift"))
    let file = tool.root.appending(path: exercise.file)
    #expect(try String(contentsOf: file, encoding: .utf8) == "stub")
    #expect(try tool.run(["reset", "E01.2"]).output.contains("is as it was handed out."))
  }

  @Test func `a reset makes an exercise open, also where it was untouched`() throws {
    defer { tool.clean() }
    var progress = ExerciseProgress()
    for exercise in ExerciseCatalog.course.exercises { progress[exercise.id].hasPassed = true }
    progress[exercise.id].hintCount = 2
    try progress.write(to: tool.data.appending(path: "exercises.json"))
    #expect(try tool.run(["reset", "E01.2"]).output.contains("It counts as open again."))
    #expect(try tool.run(["next"]).output.hasPrefix("E01.2"))
    #expect(try tool.run(["exercises", "1"]).output.contains("6 of 7 passed"))
    let kept = try ExerciseProgress(contentsOf: tool.data.appending(path: "exercises.json"))
    #expect(kept[exercise.id].hintCount == 2)
    // The stub that is in place may be marked as passed, by an older version or a later check.
    try progress.write(to: tool.data.appending(path: "exercises.json"))
    _ = try tool.run(["reset", "E01.2"])
    #expect(try tool.run(["next"]).output.hasPrefix("E01.2"))
  }

  @Test func `the list says where progress is`() throws {
    defer { tool.clean() }
    let place = tool.data.appending(path: "exercises.json").path
    #expect(try tool.run(["exercises"]).output.contains(place))
  }

  @Test func `the list and the next exercise go by what has passed`() throws {
    defer { tool.clean() }
    #expect(try tool.run(["next"]).output.hasPrefix("E01.1  What will it cost?"))
    var progress = ExerciseProgress()
    for exercise in try ExerciseCatalog.course.exercises(ofLesson: 1).prefix(2) {
      progress[exercise.id].hasPassed = true
    }
    try progress.write(to: tool.data.appending(path: "exercises.json"))
    #expect(try tool.run(["next"]).output.hasPrefix("E01.3"))
    let list = try tool.run(["exercises", "1"]).output
    #expect(list.contains("2 of 7 passed"))
    #expect(!list.contains("E02.1"))
  }

  @Test func `a damaged record is reported and kept under another name`() throws {
    defer { tool.clean() }
    try write("{ half", to: "data/exercises.json")
    let outcome = try tool.run(["hint", "E01.2"])
    #expect(outcome.status == 0 && outcome.output.hasPrefix("E01.2 hint 1 of 3"))
    #expect(outcome.errors.contains("exercises.damaged-1.json"))
    let kept = tool.data.appending(path: "exercises.damaged-1.json")
    #expect(try String(contentsOf: kept, encoding: .utf8) == "{ half")
  }
}
