import Course
import Foundation
import Testing
import learn

/// Files in a folder that is removed after the test.
struct ExerciseFilesTests: ~Copyable {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "exercises-\(UUID().uuidString)")
  private let exercise = ExerciseCatalog.course.exercises.filter { $0.id.lesson == 1 }[1]

  init() throws {
    try write("stub", to: exercise.stubFile)
    try write("mine", to: exercise.file)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func text(of file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

  @Test func `a reset puts the stub back and keeps every attempt`() throws {
    let files = ExerciseFiles(of: exercise, in: folder)
    #expect(files.isEdited)
    let first = try #require(try files.reset())
    #expect(try text(of: files.answer) == "stub")
    #expect(try text(of: first) == "mine")
    #expect(first.path.contains(".learn/attempts/Lesson01/"))

    #expect(!files.isEdited)
    #expect(try files.reset() == nil)

    try write("mine again", to: exercise.file)
    let second = try #require(try files.reset())
    #expect(try text(of: first) == "mine")
    #expect(try text(of: second) == "mine again")
  }

  @Test func `a missing file is put back`() throws {
    let files = ExerciseFiles(of: exercise, in: folder)
    try FileManager.default.removeItem(at: files.answer)
    #expect(files.lastSaved == nil)
    #expect(try files.reset() == nil)
    #expect(try text(of: files.answer) == "stub")
  }

  @Test func `without a stub nothing is lost`() throws {
    try FileManager.default.removeItem(at: folder.appending(path: exercise.stubFile))
    let files = ExerciseFiles(of: exercise, in: folder)
    #expect(throws: (any Error).self) { try files.reset() }
    #expect(try text(of: files.answer) == "mine")
  }

  @Test func `saving is noticed`() throws {
    let files = ExerciseFiles(of: exercise, in: folder)
    let before = try #require(files.lastSaved)
    try FileManager.default.setAttributes(
      [.modificationDate: before.addingTimeInterval(2)], ofItemAtPath: files.answer.path)
    #expect(try #require(files.lastSaved) > before)
  }

  @Test func `progress comes back as it was written`() throws {
    let file = folder.appending(path: "data/exercises.json")
    var progress = try ExerciseProgress(contentsOf: file)
    #expect(progress == ExerciseProgress())
    progress[exercise.id].hintCount = 2
    progress[exercise.id].hasPassed = true
    try progress.write(to: file)
    #expect(try ExerciseProgress(contentsOf: file) == progress)
  }

  @Test(arguments: [
    "{", "[]", #"{"version": 2, "exercises": {}}"#, #"{"version": 1}"#,
    #"{"version":1,"exercises":{"E01.1":{"hintCount":9223372036854775807,"hasPassed":true,"#
      + #""lastCheckFailed":false}}}"#,
  ])
  func `a damaged record is reported and kept`(_ damage: String) throws {
    let file = folder.appending(path: "exercises.json")
    try write(damage, to: "exercises.json")
    var reports: [String] = []
    let progress = try ExerciseProgress.recovered(from: file) { reports.append($0) }
    #expect(progress == ExerciseProgress())
    #expect(reports.count == 1)
    #expect(reports[0].contains(file.path) && !reports[0].contains("DecodingError"))
    #expect(try text(of: folder.appending(path: "exercises.damaged-1.json")) == damage)

    try write(damage, to: "exercises.json")
    _ = try ExerciseProgress.recovered(from: file) { _ in }
    #expect(try text(of: folder.appending(path: "exercises.damaged-2.json")) == damage)
  }

  @Test func `the solution is what stands between the marks`() {
    let source = """
      import Course
      // solution begins
      func answer() -> Int {
        42
      }
      // solution ends
      func other() {}
      """
    #expect(exercise.solutionText(from: source) == "public func answer() -> Int {\n  42\n}")
    #expect(exercise.solutionText(from: "func answer() {}") == nil)
  }
}
