import Course
import TensorCore
import Text

/// A quiz from its first question to the last, or to the end of the input.
///
/// It neither knows a terminal nor a file: lines come from one closure and go to another, so that a
/// pipe, a test and a person are the same to it.
package struct QuizSession {
  /// The questions to ask.
  package let plan: QuizPlan

  /// The day of the session.
  package let today: Day

  /// The next line of input, without its end; `nil` when there is none any more.
  package let read: () -> String?

  /// Shows a text.
  package let write: (String) -> Void

  /// Keeps the progress, after every answer.
  package let save: (QuizProgress) throws -> Void

  /// Creates a session.
  ///
  /// - Parameters:
  ///   - plan: The questions to ask.
  ///   - today: The day of the session.
  ///   - read: The next line of input.
  ///   - write: Shows a text.
  ///   - save: Keeps the progress.
  package init(
    plan: QuizPlan, today: Day, read: @escaping () -> String?,
    write: @escaping (String) -> Void, save: @escaping (QuizProgress) throws -> Void
  ) {
    self.plan = plan
    self.today = today
    self.read = read
    self.write = write
    self.save = save
  }

  /// Asks the questions.
  ///
  /// - Parameters:
  ///   - progress: What the learner remembers.
  ///   - generator: The source of randomness, for the kinds of tasks.
  /// - Returns: The grades in the order of the questions; fewer than questions if it was stopped.
  /// - Throws: What `save` throws.
  package func run(
    _ progress: QuizProgress, using generator: inout some RandomNumberGenerator
  ) throws -> [Grade] {
    var progress = progress
    var grades: [Grade] = []
    for (index, question) in plan.questions.enumerated() {
      let task = QuizTask(about: question, using: &generator)
      let isNew = progress.recalls[question.id] == nil
      write("\n\(index + 1)/\(plan.questions.count)  \(heading(question, isNew: isNew))\n")
      guard let grade = ask(task) else { break }
      var recall = progress.recalls[question.id] ?? Recall(today: today)
      recall.review(grade, today: today)
      progress.recalls[question.id] = recall
      try save(progress)
      grades.append(grade)
      write("It comes again on \(recall.due).\n")
    }
    write("\n\(summary(grades))\n")
    return grades
  }

  /// One task from its prompt to its grade; `nil` if the learner stops.
  private func ask(_ task: QuizTask) -> Grade? {
    write(task.prompt.wrapped() + " ")
    if case .answer = task {
      guard let line = read(), !stops(line) else { return nil }
      write("\n" + answer(task.question))
      write("\nYour grade (0 again, 1 hard, 2 good, 3 easy): ")
    }
    while true {
      guard let line = read(), !stops(line) else { return nil }
      guard let (grade, remark) = task.judge(line) else {
        write(task.hint(for: line).wrapped() + " ")
        continue
      }
      if case .answer = task { return grade }
      write("\n\(remark.wrapped())\n\n\(answer(task.question))")
      return grade
    }
  }

  private func stops(_ line: String) -> Bool { ["q", "quit"].contains(line.lowercased()) }

  private func heading(_ question: ProvenQuestion, isNew: Bool) -> String {
    let words = question.question
    let minutes = "\(words.minutes) minute\(words.minutes == 1 ? "" : "s")"
    return "\(words.id)  \(words.level.rawValue), \(minutes)\(isNew ? ", new" : "")"
  }

  /// Everything that the bank knows about a question.
  private func answer(_ question: ProvenQuestion) -> String {
    let words = question.words
    var parts = [("In thirty seconds: " + words.answer).wrapped()]
    // What stands on a whiteboard keeps its lines.
    if let whiteboard = words.whiteboard {
      parts.append(
        "At the whiteboard:\n" + whiteboard.folded(width: Terminal.width).joined(separator: "\n"))
    }
    parts.append("Often said, and wrong: “\(words.commonMistake)”\n\(words.refutation)".wrapped())
    parts.append("Measured by the proof:\n" + question.measurements())
    if !words.followUps.isEmpty {
      let lines = words.followUps.map {
        "  " + "\($0.question) \($0.answer)".wrapped(hangingIndentation: 2)
      }
      parts.append("Asked next:\n" + lines.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func summary(_ grades: [Grade]) -> String {
    let forgotten = grades.count { $0 == .again }
    let rest = plan.questions.count - grades.count
    let sum = "\(grades.count) answered, \(forgotten) of them to be learned again"
    return rest == 0 ? sum + "." : sum + "; \(rest) left for another time."
  }
}
