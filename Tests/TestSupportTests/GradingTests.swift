import Course
import TestSupport
import Testing

/// What the tests of exercises report.
struct GradingTests {
  private func attempt(_ verdict: Verdict) -> Attempt {
    let exercise = Exercise(
      id: .exercise(1, 1), title: "A title", kind: .implement, minutes: 1,
      difficulty: .easy, fileName: "File.swift", statement: "",
      hints: Exercise.Hints(nudge: "", approach: "", almostThere: ""))
    return Attempt(exercise: exercise) { verdict }
  }

  @Test func `a solved exercise passes`() throws {
    try grade(.exercise(1, 1), of: [attempt(.passed)], isStrict: true)
  }

  @Test func `a wrong answer names its mistake, input, got and wanted`() throws {
    let finding = Finding(
      input: "x 1", got: "y 2", wanted: "y 3",
      mistake: .init(name: "a slip", explanation: "because"))
    try withKnownIssue {
      try grade(.exercise(1, 1), of: [attempt(.failed([finding]))], isStrict: false)
    } matching: { issue in
      let text = issue.comments.map(\.rawValue).joined()
      return ["x 1", "y 2", "y 3", "a slip", "because"].allSatisfy { text.contains($0) }
    }
  }

  @Test func `an open exercise fails where that is asked for`() throws {
    try withKnownIssue {
      try grade(.exercise(1, 1), of: [attempt(.notAttempted)], isStrict: true)
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("edit Sources/Exercises/Lesson01/File.swift") }
    }
  }

  @Test func `an exercise that is not there fails`() throws {
    try withKnownIssue {
      try grade(.exercise(1, 2), of: [attempt(.passed)], isStrict: false)
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("E01.2") }
    }
  }
}
