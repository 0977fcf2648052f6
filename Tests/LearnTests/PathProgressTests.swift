import Course
import Foundation
import Testing
import learn

/// What is marked on reading paths, and the file that keeps it.
@Suite struct PathProgressTests {
  private func temporaryFile() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "\(UUID())/paths.json")
  }

  private func step(
    _ path: ReadingPath, where condition: (ReadingStep.Task) -> Bool
  ) throws
    -> ReadingStep
  {
    try #require(path.steps.first { condition($0.task) })
  }

  @Test func `marks are read as written, from a missing file none`() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    #expect(try PathProgress(contentsOf: file) == PathProgress())
    var progress = PathProgress(marked: ["a step of another version"])
    progress.mark(ReadingPath.evening.steps[0])
    progress.mark(ReadingPath.evening.steps[0])
    #expect(progress.marked.count == 2)
    try progress.write(to: file)
    #expect(try PathProgress(contentsOf: file) == progress)
    let beside = try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path)
    #expect(beside == ["paths.json"])
  }

  @Test func `the file is replaced, not written over`() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    let link = file.deletingLastPathComponent().appending(path: "link.json")
    let old = PathProgress(marked: ["./learn demo"])
    try old.write(to: file)
    try FileManager.default.linkItem(at: file, to: link)
    try PathProgress().write(to: file)
    #expect(try PathProgress(contentsOf: file) == PathProgress())
    #expect(try PathProgress(contentsOf: link) == old)
  }

  @Test(
    arguments: [
      ("{ \"version\": 1,\n nope }", "line 2, column 2"),
      ("{ \"version\": 1 }", "“done” is missing"),
      ("{ \"version\": 2, \"done\": [] }", "version 1 was expected, 2 found"),
      ("{ \"version\": 1, \"done\": [1] }", "done[0]"),
    ])
  func `a damaged file is reported, set aside and replaced`(text: String, place: String) throws {
    let file = temporaryFile()
    let folder = file.deletingLastPathComponent()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    var reports: [String] = []
    #expect(try PathProgress.recovered(from: file) { reports.append($0) } == PathProgress())
    #expect(reports.count == 1 && reports[0].contains(place), "\(reports)")
    #expect(reports[0].contains("paths.damaged-1.json"))
    let kept = folder.appending(path: "paths.damaged-1.json")
    #expect(try String(contentsOf: kept, encoding: .utf8) == text)
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  @Test func `a place that cannot be written to is named`() throws {
    let error = try #require(throws: PathProgress.Damage.self) {
      try PathProgress().write(to: URL(fileURLWithPath: "/dev/null/paths.json"))
    }
    #expect("\(error)".hasPrefix("/dev/null/paths.json: cannot be written: "))
  }

  @Test func `an exercise is done when a check has passed`() throws {
    let step = try step(.evening) { if case .exercise = $0 { true } else { false } }
    guard case .exercise(let id) = step.task else { return }
    var record = LearnerRecord()
    #expect(record.state(of: step) == .open)
    record.paths.mark(step)
    #expect(record.state(of: step) == .passedOver)
    record.exercises[id].hasPassed = true
    #expect(record.state(of: step) == .done)
    record.paths = PathProgress()
    #expect(record.state(of: step) == .done)
  }

  @Test func `questions are done when all were remembered`() throws {
    let step = try step(.evening) { if case .questions = $0 { true } else { false } }
    guard case .questions(let ids) = step.task else { return }
    var record = LearnerRecord()
    for id in ids.dropLast() { record.quiz.recalls[id] = recall([.good]) }
    #expect(record.state(of: step) == .open)
    let last = try #require(ids.last)
    record.quiz.recalls[last] = recall([.good, .again])
    #expect(record.state(of: step) == .open)
    record.quiz.recalls[last] = recall([.again, .hard])
    #expect(record.state(of: step) == .done)
  }

  @Test(arguments: ReadingPath.allCases)
  func `marking the next step walks a path to its end, and back`(path: ReadingPath) {
    var record = LearnerRecord()
    var walked: [ReadingStep] = []
    while let next = record.nextStep(on: path), walked.count <= path.steps.count {
      record.paths.mark(next)
      walked.append(next)
    }
    #expect(walked == path.steps)
    let passed = path.steps.count { record.state(of: $0) == .passedOver }
    let end = passed > 1 ? "No step is open; \(passed) were passed over." : "Every step is done."
    #expect(path.text(record, width: 80).hasSuffix(end))
    let row = ReadingPath.list(record, width: 80).split(separator: "\n").first {
      $0.contains(path.commandName)
    }
    #expect(row?.contains(" \(path.steps.count - passed)/\(path.steps.count) ") == true)
    for step in walked.reversed() {
      #expect(record.paths.takeBack(on: path) == step)
      #expect(record.nextStep(on: path) == step)
    }
    #expect(record.paths.takeBack(on: path) == nil)
  }

  @Test func `a step that is on two paths counts on both`() throws {
    let ideas = ReadingStep.section(.ideas, of: 1)
    let step = try step(.evening) { $0 == ideas }
    var record = LearnerRecord()
    record.paths.mark(step)
    for path in [ReadingPath.evening, .interviews, .newProject, .weekend, .weekBefore] {
      let same = try #require(path.steps.first { $0.id == step.id })
      #expect(record.state(of: same) == .done)
    }
  }
}
