import Course
import ExerciseAnswers
import Foundation
import Testing

/// The words and the files of every exercise.
struct ExerciseTextTests {
  @Test func `ids are unique and count up within each lesson`() {
    for (lesson, items) in Dictionary(grouping: everyExercise, by: \.exercise.id.lesson) {
      #expect(items.map(\.exercise.id.position) == Array(1...items.count), "lesson \(lesson)")
    }
    #expect(everyExercise.map(\.exercise.id) == everyExercise.map(\.exercise.id).sorted())
  }

  @Test func `a lesson has six exercises of three kinds, the course all`() {
    for (_, items) in Dictionary(grouping: everyExercise, by: \.exercise.id.lesson) {
      #expect(items.count >= 6)
      #expect(Set(items.map(\.exercise.kind)).count >= 3)
    }
    #expect(Set(everyExercise.map(\.exercise.kind)) == Set(Exercise.Kind.allCases))
  }

  @Test(arguments: everyExercise)
  func `no text is missing`(_ item: Listed) {
    let exercise = item.exercise
    #expect(exercise.title.count >= 5 && exercise.title.count <= 60)
    #expect(exercise.statement.count >= 200)
    #expect((1...60).contains(exercise.minutes))
    for hint in exercise.hints.all {
      #expect(hint.count >= 30 && (hint.hasSuffix(".") || hint.hasSuffix("?")), "\(hint)")
    }
    #expect(Set(exercise.hints.all).count == 3)
    #expect(item.mistakes.allSatisfy { $0.name.count >= 8 && $0.explanation.count >= 60 })
    #expect(Set(item.mistakes.map(\.name)).count == item.mistakes.count)
  }

  @Test(arguments: everyExercise)
  func `no hint gives the solution away`(_ item: Listed) throws {
    let source = try text(of: item.exercise.answerFile)
    let solution = try #require(item.exercise.solutionText(from: source))
    let lines = solution.split(separator: "\n").map(withoutSpaces).filter { $0.count >= 10 }
    #expect(!lines.isEmpty)
    for hint in item.exercise.hints.all {
      for line in lines where withoutSpaces(hint[...]).contains(line) {
        Issue.record("The hint “\(hint)” holds the line “\(line)” of the solution.")
      }
    }
  }

  @Test(arguments: everyExercise)
  func `the file that is handed out opens with the statement`(_ item: Listed) throws {
    let stub = try text(of: item.exercise.stubFile)
    #expect(
      stub.hasPrefix(item.exercise.stubHeader + "\n"),
      "The file has to open with:\n\(item.exercise.stubHeader)")
  }

  @Test(arguments: everyExercise)
  func `the lesson's suite grades the exercise under its title`(_ item: Listed) throws {
    let lesson = Curriculum.outline(of: item.exercise.id.lesson)
    let suite = "Lesson\(lesson.paddedNumber)"
    let source = try text(of: "Tests/\(suite)\(lesson.module)Tests/\(suite)Exercises.swift")
    #expect(source.contains("func `\(item.exercise.id) \(item.exercise.title)`()"))
    #expect(source.contains("grade(\"\(item.exercise.id)\", of: allAttempts)"))
  }

  @Test(arguments: everyExercise)
  func `the solution has the signature that was handed out`(_ item: Listed) throws {
    let solution = try #require(
      item.exercise.solutionText(from: try text(of: item.exercise.answerFile)))
    let stub = try text(of: item.exercise.stubFile)
    #expect(signatures(of: solution) == signatures(of: stub))
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["CI"] != nil,
      "a learner's checkout holds answers"), arguments: everyExercise)
  func `the repository holds the file as it is handed out`(_ item: Listed) throws {
    #expect(try text(of: item.exercise.file) == text(of: item.exercise.stubFile))
  }
}

private func withoutSpaces(_ line: Substring) -> String { String(line.filter { !$0.isWhitespace }) }

/// The public functions of a source, each from its name to its opening brace, without spaces.
private func signatures(of source: String) -> [String] {
  source.components(separatedBy: "public func ").dropFirst().map { rest in
    withoutSpaces(rest.prefix { $0 != "{" })
  }
}
