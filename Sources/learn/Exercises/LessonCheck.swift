package import Course
import Text

/// A check of all exercises of a lesson: they are built once, and judged one by one.
package struct LessonCheck {
  /// The exercises, in order, and what came of each.
  package let outcomes: [(exercise: Exercise, result: ExerciseCheck.Result)]

  /// Creates a check from what came of it.
  ///
  /// - Parameter outcomes: The exercises, in order, and what came of each.
  package init(_ outcomes: [(exercise: Exercise, result: ExerciseCheck.Result)]) {
    self.outcomes = outcomes
  }

  /// Whether every exercise passed.
  package var isComplete: Bool { outcomes.allSatisfy { $0.result == .passed } }

  /// A line for each exercise, what to do about those that did not pass, and a count.
  ///
  /// - Parameter width: The greatest number of characters in a line; a path stands alone.
  /// - Returns: The lines.
  package func report(width: Int = Terminal.width) -> String {
    let rows = outcomes.map { exercise, result in
      [exercise.id.description, exercise.title, result.words]
    }
    var parts = [TextTable(rows).fitted(width: width, breaking: 1)]
    // Of a lesson there is one page to read; of the self-check a section for each prerequisite.
    if outcomes.first?.exercise.id.lesson == Curriculum.selfCheck.number {
      parts.append(prerequisites(width: width))
    }
    if let wrong = outcomes.first(where: { $0.result == .failed || $0.result == .ended }) {
      let id = wrong.exercise.id
      parts.append(
        "`./learn check \(id)` says what is wrong with \(id), `./learn hint \(id)` helps."
          .wrapped(width: width))
    }
    let counts = [ExerciseCheck.Result.passed, .failed, .ended, .open].compactMap { kind in
      let count = outcomes.count { $0.result == kind }
      return count > 0 ? "\(count) \(kind.words)" : nil
    }
    parts.append("of \(outcomes.count) exercises: \(counts.joined(separator: ", "))")
    return parts.joined(separator: "\n\n")
  }

  /// What to revisit, and where: a line or two for each prerequisite.
  private func prerequisites(width: Int) -> String {
    Prerequisite.all.flatMap { prerequisite in
      let (first, second) = advice(on: prerequisite)
      let indentation = String(repeating: " ", count: 19)
      let lines = first.filled(width: width - 19) + (second.map { [$0] } ?? [])
      return lines.enumerated().map { index, line in
        (index == 0 ? prerequisite.name.leftAligned(width: 19) : indentation) + line
      }
    }.joined(separator: "\n")
  }

  /// Whether to revisit a prerequisite, and the section to read if so.
  ///
  /// What was not attempted says nothing about what somebody knows.
  private func advice(on prerequisite: Prerequisite) -> (words: String, section: String?) {
    func ids(_ results: Set<ExerciseCheck.Result>) -> [String] {
      outcomes.filter {
        prerequisite.exercises.contains($0.exercise.id) && results.contains($0.result)
      }.map(\.exercise.id.description)
    }
    let lesson = Curriculum.outline(of: prerequisite.firstLesson).paddedNumber
    let (wrong, open) = (ids([.failed, .ended]), ids([.open, .notBuilt]))
    if !wrong.isEmpty {
      return (
        "revisit before lesson \(lesson): \(wrong.joined(separator: ", "))", prerequisite.section
      )
    }
    return open.isEmpty
      ? ("known", nil)
      : ("not attempted: \(open.joined(separator: ", ")); needed from lesson \(lesson)", nil)
  }
}

extension ExerciseCheck.Result {
  /// The result in a word or two.
  package var words: String {
    switch self {
    case .passed: "passed"
    case .failed: "not yet"
    case .open: "open"
    case .notBuilt: "not built"
    case .ended: "no verdict"
    }
  }
}

extension LessonCheck {
  /// Checks all exercises of a lesson, shows what came of it, and takes note of it.
  ///
  /// - Parameter exercises: The exercises of one lesson.
  /// - Returns: Whether every exercise passed.
  /// - Throws: An error if `swift` or the program cannot be started.
  static func show(_ exercises: [Exercise]) throws -> Bool {
    guard let first = exercises.first else { return true }
    if let complaints = try ExerciseCheck.complaints(ofBuilding: first) {
      print(complaints.folded(width: Terminal.width).joined(separator: "\n"))
      print("No exercise of the lesson can be checked before it compiles.".wrapped())
      return false
    }
    let check = LessonCheck(
      try exercises.map { ($0, try ExerciseCheck(ofBuilt: $0).result) })
    for (exercise, result) in check.outcomes {
      try ExerciseProgress.update(exercise.id) { result.record(in: &$0) }
    }
    print(check.report())
    return check.isComplete
  }
}
