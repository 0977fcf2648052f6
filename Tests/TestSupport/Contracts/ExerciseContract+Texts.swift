import Course
import Foundation
import Testing

extension ExerciseContract {
  /// The claims on the words and the files of an exercise.
  static func textClaims(on assignment: any AnyAssignment) -> [Claim] {
    let exercise = assignment.exercise
    func claim(_ words: String, _ check: @escaping @Sendable () throws -> Void) -> Claim {
      Claim("\(exercise.id): \(words)", check: check)
    }
    return [
      claim("no text is missing") {
        #expect(exercise.title.count >= 5 && exercise.title.count <= 60)
        #expect(exercise.statement.count >= 200)
        #expect((1...60).contains(exercise.minutes))
        for hint in exercise.hints.all {
          #expect(hint.count >= 30 && (hint.hasSuffix(".") || hint.hasSuffix("?")), "\(hint)")
        }
        #expect(Set(exercise.hints.all).count == 3)
        let mistakes = assignment.mistakes
        #expect(mistakes.allSatisfy { $0.name.count >= 8 && $0.explanation.count >= 60 })
        #expect(Set(mistakes.map(\.name)).count == mistakes.count)
      },
      claim("no hint gives the solution away") {
        let lines = try solution(of: exercise).split(separator: "\n").map(withoutSpaces)
          .filter { $0.count >= 10 }
        #expect(!lines.isEmpty)
        for hint in exercise.hints.all {
          for line in lines where withoutSpaces(hint[...]).contains(line) {
            Issue.record("The hint “\(hint)” holds the line “\(line)” of the solution.")
          }
        }
      },
      claim("the file that is handed out opens with the statement") {
        let stub = try Checkout.text(of: exercise.stubFile)
        #expect(
          stub.hasPrefix(exercise.stubHeader + "\n"),
          "The file has to open with:\n\(exercise.stubHeader)")
      },
      claim("the lesson's suite grades it under its title") {
        let lesson =
          exercise.id.lesson == 0
          ? Curriculum.selfCheck : Curriculum.outline(of: exercise.id.lesson)
        let suite = "Lesson\(lesson.paddedNumber)"
        let source = try Checkout.text(
          of: "Tests/\(suite)\(lesson.module)Tests/\(suite)Exercises.swift")
        #expect(source.contains("func `\(exercise.id) \(exercise.title)`()"))
        let call = "grade(.exercise(\(exercise.id.lesson), \(exercise.id.position)), "
        #expect(source.contains(call + "of: CheckLesson\(lesson.paddedNumber).attempts)"))
      },
      claim("the solution has the signature that was handed out") {
        let stub = try Checkout.text(of: exercise.stubFile)
        let solution = try solution(of: exercise)
        #expect(signatures(of: solution) == signatures(of: stub))
      },
      claim("the examples in its statement are right") {
        let unknown = StatementExample.unknown(to: assignment)
        guard !StatementExample.computedByHand.contains(exercise.id) else {
          return #expect(!unknown.isEmpty, "The checker knows all examples: take it off the list.")
        }
        for example in unknown {
          Issue.record("The checker has no such result: \(example.input)    // \(example.result)")
        }
      },
      claim("the repository holds the file as it is handed out") {
        guard ProcessInfo.processInfo.environment["CI"] != nil else {
          try Test.cancel("a learner's checkout holds answers")
        }
        let stub = try Checkout.text(of: exercise.stubFile)
        #expect(try Checkout.text(of: exercise.file) == stub)
      },
    ]
  }

  private static func solution(of exercise: Exercise) throws -> String {
    try #require(exercise.solutionText(from: try Checkout.text(of: exercise.answerFile)))
  }

  private static func withoutSpaces(_ line: Substring) -> String {
    String(line.filter { !$0.isWhitespace })
  }

  /// The public functions of a source, each from its name to its opening brace, without spaces.
  private static func signatures(of source: String) -> [String] {
    source.components(separatedBy: "public func ").dropFirst().map { rest in
      withoutSpaces(rest.prefix { $0 != "{" })
    }
  }
}
