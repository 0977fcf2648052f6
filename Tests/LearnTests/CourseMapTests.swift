import Course
import Foundation
import TestSupport
import Testing
import learn

/// `learn map`, and `learn` alone.
@Suite struct CourseMapTests {
  private func map(_ record: LearnerRecord, today: Day = Day(number: 20_000)) throws -> CourseMap {
    CourseMap(
      exercises: ExerciseCatalog.course.exercises,
      bank: try InterviewBank(
        contentsOf: Checkout.root.appending(path: "Lessons/interview.json")),
      record: record, today: today)
  }

  @Test(arguments: [40, 50, 75, 76, 80]) func `every lesson is on the map, which fits`(
    width: Int
  ) throws {
    let text = try map(LearnerRecord()).text(width: width)
    for lesson in Curriculum.outline {
      let line = text.split(separator: "\n").first {
        $0.contains("\(lesson.paddedNumber) \(lesson.title)")
      }
      #expect(line != nil, "\(lesson.number)")
    }
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
  }

  // A lesson stands below the last of one or two that it builds on; others are named beside it.
  @Test func `every prerequisite is a branch or a number`() throws {
    let lines = try map(LearnerRecord()).text(width: 80).split(separator: "\n").map(String.init)
    func line(_ number: Int) throws -> (indentation: Int, text: String) {
      let lesson = Curriculum.outline(of: number)
      let text = try #require(lines.first { $0.contains("\(lesson.paddedNumber) \(lesson.title)") })
      let start = try #require(text.range(of: lesson.paddedNumber)?.lowerBound)
      return (text.distance(from: text.startIndex, to: start), text)
    }
    let indentations = try (1...10).map { try line($0).indentation }
    #expect(indentations == [0, 3, 6, 9, 12, 6, 6, 9, 0, 0])
    #expect(try line(4).text.hasSuffix("after 02"))
    #expect(try line(9).text.hasSuffix("after 03–08"))
    #expect(try line(10).text.hasSuffix("after 01, 03, 06"))
    #expect(try !line(5).text.contains("after"))
  }

  @Test func `exercises solved and questions known are counted`() throws {
    var record = LearnerRecord()
    record.exercises[.exercise(3, 1)].hasPassed = true
    record.exercises[.exercise(3, 2)].lastCheckFailed = true
    record.quiz.recalls[.question(3, 1)] = recall([.good])
    record.quiz.recalls[.question(3, 2)] = recall([.again])
    let row = try map(record).rows[2]
    #expect(row.lesson.number == 3 && row.solved == 1 && row.known == 1)
    #expect(row.exercises >= 5 && row.questions >= 12)
  }

  @Test func `somebody new is sent to the first page`() throws {
    #expect(
      try map(LearnerRecord()).nextSteps == [
        "read Lessons/01-Perceptron.md, or begin a path: ./learn path evening"
      ])
  }

  @Test func `the path that was marked last goes on`() throws {
    var record = LearnerRecord()
    record.paths.mark(ReadingPath.debugging.steps[0])
    let steps = try map(record).nextSteps
    #expect(steps[0].hasSuffix("./learn path debugging"))
    #expect(steps[0].hasPrefix(ReadingPath.debugging.steps[1].description))
    #expect(steps.last?.hasPrefix("solve E01.1, What will it cost?, 5 minutes") == true)
  }

  @Test func `questions that are due come before new exercises`() throws {
    var record = LearnerRecord()
    let asked = recall([.good])
    record.quiz.recalls[.question(1, 1)] = asked
    #expect(try map(record, today: asked.due + -1).nextSteps.count == 1)
    let steps = try map(record, today: asked.due).nextSteps
    #expect(steps.count == 2 && steps[0] == "1 question is due: ./learn quiz")
  }

  @Test func `learn alone shows the map, in a pipe and without colors`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let environment = ["LEARN_ROOT": Checkout.root.path]
    let outcome = try tool.run([], environment: environment)
    #expect(outcome.status == 0 && outcome.output.contains("10 Universal approximation"))
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(try tool.run(["map"], environment: environment).output == outcome.output)
    #expect(try tool.run(["--help"]).output.contains("SUBCOMMANDS"))
    #expect(try tool.run(["xyzzy"]).status == 64)
  }
}
