public import Course
import Foundation
public import Testing

/// Whether an open exercise fails, as `LEARN_STRICT=1` in the environment asks.
public var failsOpenExercises: Bool {
  ProcessInfo.processInfo.environment["LEARN_STRICT"] == "1"
}

/// Puts what the learner wrote to the checker of its exercise.
///
/// An open exercise is neither passed nor failed: its test is cancelled, with the file to edit. With
/// `LEARN_STRICT=1` in the environment it fails.
///
/// - Parameters:
///   - id: The exercise, such as `.exercise(1, 2)`.
///   - attempts: What the learner wrote, for all exercises of the lesson.
///   - isStrict: Whether an open exercise fails.
///   - sourceLocation: Where to report a wrong answer.
/// - Throws: The cancellation of the test.
public func grade(
  _ id: CourseID, of attempts: [Attempt],
  isStrict: Bool = failsOpenExercises,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  guard let attempt = attempts.first(where: { $0.exercise.id == id }) else {
    Issue.record("grade: there is no exercise \(id)", sourceLocation: sourceLocation)
    return
  }
  let source = try? Checkout.text(of: attempt.exercise.file)
  let verdict = attempt.verdict(onSource: source ?? "")
  let report = Comment(rawValue: attempt.exercise.report(verdict))
  switch verdict {
  case .passed: return
  case .failed: Issue.record(report, sourceLocation: sourceLocation)
  case .notAttempted where isStrict: Issue.record(report, sourceLocation: sourceLocation)
  case .notAttempted: try Test.cancel(report, sourceLocation: sourceLocation)
  }
}
