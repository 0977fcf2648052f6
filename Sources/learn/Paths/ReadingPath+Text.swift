package import Course
import Text

extension ReadingPath {
  /// The path's name on the command line, such as `new-project`.
  package var commandName: String {
    rawValue.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
  }

  /// Finds a path by its name as typed, in either manner: `new-project`, `newProject`.
  ///
  /// - Parameter name: What was typed.
  package init?(named name: String) {
    let typed = name.lowercased().filter { $0 != "-" && $0 != "_" }
    guard let path = Self.allCases.first(where: { $0.rawValue.lowercased() == typed })
    else { return nil }
    self = path
  }

  /// All paths, each with its time and what is done of it.
  ///
  /// - Parameters:
  ///   - record: What the learner has done.
  ///   - width: The greatest number of characters in a line.
  /// - Returns: The lines.
  package static func list(_ record: LearnerRecord, width: Int) -> String {
    let rows = allCases.map { path in
      let done = path.steps.count { record.state(of: $0) == .done }
      return [
        path.commandName, path.minutes.duration, "\(done)/\(path.steps.count)", path.purpose,
      ]
    }
    return TextTable([["path", "time", "done", "for"]] + rows).fitted(width: width, breaking: 3)
  }

  /// The steps of the path, what is done of them, and the next one.
  ///
  /// - Parameters:
  ///   - record: What the learner has done.
  ///   - width: The greatest number of characters in a line.
  /// - Returns: The lines.
  package func text(_ record: LearnerRecord, width: Int) -> String {
    let next = record.nextStep(on: self)
    var lines = "\(title): \(purpose) \(minutes.duration) in all.".filled(width: width)
    if !missingPrerequisites.isEmpty {
      let names = missingPrerequisites.map { number in
        let lesson = Curriculum.outline(of: number)
        return "\(lesson.paddedNumber) \(lesson.title)"
      }
      let words =
        "Builds on what is not on this path: \(names.joined(separator: ", ")). If one is new to you, "
        + "read “The ideas” of its page first."
      lines += words.filled(width: width)
    }
    for part in parts {
      lines += [""] + "\(part.title) (\(part.minutes.duration))".filled(width: width)
      for step in part.steps {
        let mark =
          switch record.state(of: step) {
          case .done: "[x]"
          case .passedOver: "[-]"
          case .open: step == next ? "[>]" : "[ ]"
          }
        let head = "\(mark) \("\(step.minutes)".rightAligned(width: 3)) min  "
        let text = step.line.filled(width: width - head.count)
        let indentation = String(repeating: " ", count: head.count)
        lines += text.enumerated().map { ($0 == 0 ? head : indentation) + $1 }
      }
    }
    lines.append("")
    lines += (next.map(instructions) ?? ending(record)).folded(width: width)
    return lines.joined(separator: "\n")
  }

  /// What is said of a path with no open step.
  ///
  /// - Parameter record: What the learner has done.
  /// - Returns: Whether all is done, or how much was passed over.
  package func ending(_ record: LearnerRecord) -> String {
    switch steps.count(where: { record.state(of: $0) == .passedOver }) {
    case 0: "Every step is done."
    case 1: "No step is open; one was passed over."
    case let count: "No step is open; \(count) were passed over."
    }
  }

  /// What to do next, and how it comes to be done.
  private func instructions(for next: ReadingStep) -> String {
    let how = next.instruction.map { "how     \($0)\n" } ?? ""
    return """
      next    \(next.line), \(next.minutes) minutes
      \(how)then    ./learn path \(commandName) done
      """
  }
}

extension ReadingStep {
  /// What to do, in a line, with the title of an exercise.
  package var line: String {
    guard case .exercise(let id) = task,
      let exercise = ExerciseCatalog.course.exercises.first(where: { $0.id == id })
    else { return description }
    return "\(description), \(exercise.title)"
  }

  /// The command for the step, and what it does; `nil` if it has none besides its line.
  package var instruction: String? {
    switch task {
    case .read, .command: nil
    case .notebook(let lesson):
      "./learn notebook \(Curriculum.outline(of: lesson).paddedNumber) runs it again"
    case .exercise(let id): "./learn check \(id), which marks the step when the answer is right"
    case .questions(let ids):
      "./learn quiz --questions \(ids.map(\.description).joined(separator: " "))"
    }
  }
}

extension Int {
  /// A number of minutes in hours and minutes, such as `2 h 05`.
  package var duration: String {
    self < 60 ? "\(self) min" : "\(self / 60) h" + (self % 60 == 0 ? "" : " \(padded)")
  }

  private var padded: String { (self % 60 < 10 ? "0" : "") + "\(self % 60)" }
}
