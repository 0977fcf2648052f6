import Course
import Foundation
import TestSupport
import Testing
import learn

/// `learn path`: lists, steps, marks.
@Suite struct PathCommandTests {
  @Test func `every path is listed with its time`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(["path"])
    #expect(outcome.status == 0)
    for path in ReadingPath.allCases {
      let line = outcome.output.split(separator: "\n").first {
        $0.hasPrefix(path.commandName + " ")
      }
      #expect(line?.contains(path.minutes.duration) == true, "\(path)")
      #expect(line?.contains("0/\(path.steps.count)") == true, "\(path)")
    }
  }

  @Test func `done marks the next step, undo takes the mark back`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let steps = ReadingPath.evening.steps
    let before = try tool.run(["path", "evening"])
    #expect(before.output.contains("next    \(steps[0].line)"))
    #expect(!before.output.contains("[x]"))
    let after = try tool.run(["path", "evening", "done"])
    #expect(after.output.contains("Done: \(steps[0].description)"))
    #expect(after.output.contains("[x]") && after.output.contains("next    \(steps[1].line)"))
    let file = tool.data.appending(path: "paths.json")
    #expect(try PathProgress(contentsOf: file).marked == [steps[0].id])
    let back = try tool.run(["path", "evening", "undo"])
    #expect(back.output.contains("Open again: \(steps[0].description)"))
    #expect(try PathProgress(contentsOf: file).marked == [])
    #expect(try tool.run(["path", "evening", "undo"]).output.contains("No step of this path"))
  }

  @Test func `exercises and questions count by themselves`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    var exercises = ExerciseProgress()
    exercises[.exercise(1, 1)].hasPassed = true
    try exercises.write(to: tool.data.appending(path: "exercises.json"))
    let quiz = QuizProgress(recalls: [
      .question(2, 6): recall([.good]), .question(2, 7): recall([.good]),
    ])
    try quiz.write(to: tool.data.appending(path: "quiz.json"))
    let lines = try tool.run(["path", "evening"]).output.split(separator: "\n")
    #expect(
      lines.contains { $0.hasPrefix("[x]") && $0.contains("solve E01.1, What will it cost?") })
    #expect(lines.contains { $0.hasPrefix("[x]") && $0.contains("answer 02.06, 02.07") })
    #expect(lines.count { $0.hasPrefix("[x]") } == 2)
  }

  @Test func `names are found in either manner, others refused`() throws {
    #expect(ReadingPath.allCases.map(\.commandName).contains("new-project"))
    for path in ReadingPath.allCases {
      #expect(ReadingPath(named: path.commandName) == path)
      #expect(ReadingPath(named: path.rawValue) == path)
    }
    #expect(ReadingPath(named: "nights") == nil)
    let tool = try LearnTool()
    defer { tool.clean() }
    let outcome = try tool.run(["path", "interveiws"])
    #expect(outcome.status == 64 && outcome.errors.contains("Did you mean interviews?"))
    #expect(try tool.run(["path", "evening", "finished"]).status == 64)
  }

  @Test func `what a path builds on and does not have is shown`() throws {
    let text = ReadingPath.newProject.text(LearnerRecord(), width: 80)
    #expect(text.contains("02 Backpropagation, 03 Activation functions"))
    #expect(!ReadingPath.evening.text(LearnerRecord(), width: 80).contains("Builds on"))
  }

  @Test(arguments: [40, 60, 80]) func `every path fits the terminal`(width: Int) {
    for path in ReadingPath.allCases {
      for line in path.text(LearnerRecord(), width: width).split(separator: "\n") {
        let isOneWord = !line.trimmingCharacters(in: .whitespaces).contains(" ")
        #expect(line.count <= width || isOneWord || line.contains("Lessons/"), "\(line)")
      }
    }
  }

  // `--help` shows whether the words before it are known, and runs nothing.
  @Test func `every command on a path is one of the tool's`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let steps = Set(ReadingPath.allCases.flatMap(\.steps).map(\.task))
    for case .command(let words) in steps {
      let name = try #require(words.split(separator: " ").first.map(String.init))
      let help = try tool.run(["help", name])
      #expect(help.status == 0 && help.output.contains("USAGE: learn \(name)"), "\(words)")
      for option in words.split(separator: " ") where option.hasPrefix("--") {
        #expect(help.output.contains(option), "\(words)")
      }
    }
  }

  @Test func `the quiz asks what a path names`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    try Data(smallBank().json.utf8).write(to: tool.bank)
    let outcome = try tool.run(
      ["quiz", "--questions", "01.03", "2.1", "--seed", "1"], input: "q\n")
    #expect(outcome.output.contains("1/2  01.03"))
    let refused = try tool.run(["quiz", "--questions", "01.99"])
    #expect(refused.status == 64 && refused.errors.contains("no question “01.99”"))
    let path = try tool.run(["quiz", "--path", "newProject", "--seed", "1"], input: "q\n")
    #expect(path.status == 0 && path.output.contains("1/4  01.01"))
    #expect(try tool.run(["quiz", "--path", "new-project"], input: "q\n").status == 0)
  }
}
