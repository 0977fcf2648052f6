import AllLessons
import Course
import Foundation
import TestSupport
import Testing
import Text
import learn

/// What the commands print, in terminals of 80 and of 60 columns.
struct TerminalWidthTests {
  /// Every command but those that compile something, with what is typed while it runs.
  ///
  /// Hints are many, and folded alike in all widths: all of them are for the narrow terminal.
  private static func commands(hints: Bool) -> [(words: [String], input: String)] {
    let listed = [
      "next", "exercises", "exercises 1", "next 00", "exercises 0", "status", "demo 01", "demo 02",
    ]
    let small = ["demo --epochs 1", "bench --sizes 8,4 --batch 2 --steps 3"]
    let refused = [
      "solution E02.6", "hint E09.99", "prove 99.99", "tset", "demo 7", "quiz 11", "check 11",
    ]
    let quizzes = (1...12).map { seed in
      (
        words: "quiz --minutes 30 --seed \(seed)".split(separator: " ").map(String.init),
        input: String(repeating: "what\n0\na\n", count: 20)
      )
    }
    let paths = ["map", "path"] + ReadingPath.allCases.map { "path \($0.commandName)" }
    let plan = "plan --samples 1437 --batch-size 32 --epochs 20 --rate 0.1"
    let plans = [plan, plan + " --optimizer sgd --warm-up 45 --validation-samples 360"]
    let interview = (
      words: "interview-me --minutes 20 --seed 1".split(separator: " ").map(String.init),
      input: String(repeating: "\n1\n\nn\n", count: 9)
    )
    let ids = ExerciseCatalog.course.exercises.prefix(hints ? .max : 3).map { "hint \($0.id)" }
    let help = [
      "help", "help quiz", "help exercises", "help demo", "help check", "help bench", "help path",
      "help plan", "help interview-me",
    ]
    return (listed + small + refused + paths + plans + ids + help).map {
      (words: $0.split(separator: " ").map(String.init), input: "")
    } + quizzes + [interview]
  }

  @Test(arguments: [80, 60])
  func `every command fits the terminal`(width: Int) throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let environment = ["LEARN_ROOT": Checkout.root.path, "COLUMNS": "\(width)"]
    for (words, input) in Self.commands(hints: width == 60) {
      let outcome = try tool.run(words, input: input, environment: environment)
      // At a terminal, what is typed ends the line of a prompt.
      let prompts =
        #/(letter:|diction:|easy\):|stops\.|ours\.|ends it\.|reason:|the answer\.|or n\?) /#
      let output =
        words[0] == "quiz" || words[0] == "interview-me"
        ? outcome.output.replacing(prompts) { "\($0.output.0)\n" } : outcome.output
      let text = output + "\n" + outcome.errors
      #expect(text.count > 20, "\(words)")
      #expect(TerminalLines.tooLong(text, width: width) == [], "\(words)")
    }
  }

  @Test(arguments: [80, 60])
  func `every proof's report fits`(width: Int) throws {
    let bank = try InterviewBank(
      contentsOf: Checkout.root.appending(path: "Lessons/interview.json"))
    #expect(bank.questions.count > 40)
    for question in bank.questions {
      #expect(
        TerminalLines.tooLong(question.report(width: width), width: width) == [], "\(question.id)")
    }
  }

  @Test func `the list of exercises keeps its facts in 60 columns`() {
    let exercises = ExerciseCatalog.course.exercises
    let list = table(of: exercises, width: 60) { _ in "not yet" }
    let words = list.split { $0 == " " || $0 == "\n" }
    for exercise in exercises {
      #expect(words.contains { $0 == exercise.id.description })
      for word in exercise.title.split(separator: " ") { #expect(words.contains(word)) }
    }
  }

  @Test func `from 80 columns on the kind has a column of its own`() {
    let exercises = ExerciseCatalog.course.exercises
    for (width, columns) in [(80, ["exercise", "kind"]), (79, ["exercise"])] {
      let list = table(of: exercises, width: width) { _ in "not yet" }
      let heading = list.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
      #expect(heading == columns + ["min", "level", "state"], "\(width)")
    }
  }

  @Test func `compiler errors and long sentences are folded, not cut`() {
    let error =
      "Sources/Exercises/Lesson01/HuberLoss.swift:24:3: error: cannot find 'delt' in scope"
    let lines = error.folded(width: 60)
    #expect(lines.count == 2 && lines.allSatisfy { $0.count <= 60 })
    #expect(lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ") == error)
  }
}
