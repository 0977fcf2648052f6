import Course
import Foundation
import Testing
import learn

/// What the tool does where the disk is full: it says so, and what the learner had stays.
@Suite struct FullDiskTests {
  private let tool: LearnTool

  init() throws {
    tool = try LearnTool()
    try Data(try smallBank().json.utf8).write(to: tool.bank)
  }

  @Test(
    arguments: [
      (["path", "evening", "done"], "", "paths.json"), (["hint", "E01.2"], "", "exercises.json"),
      (["quiz", "1", "--seed", "1"], "\n2\n", "quiz.json"),
    ])
  func `progress stays where nothing more can be written`(
    command: [String], input: String, name: String
  ) throws {
    defer { tool.clean() }
    let file = tool.data.appending(path: name)
    #expect(try tool.run(command, input: input).status == 0)
    let before = try Data(contentsOf: file)
    let full = try tool.run(command, input: input, diskIsFull: true)
    #expect(full.status != 0)
    #expect(full.errors.contains(name), "\(full.errors)")
    #expect(try Data(contentsOf: file) == before)
    let files = try FileManager.default.contentsOfDirectory(atPath: tool.data.path)
    #expect(files == [name])
    #expect(try tool.run(command, input: input).status == 0)
    #expect(try Data(contentsOf: file) != before)
  }
}
