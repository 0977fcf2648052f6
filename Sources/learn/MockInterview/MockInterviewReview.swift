package import Course
import Text

/// What a mock interview came to, and what to read after it.
package struct MockInterviewReview: Hashable, Sendable {
  /// A section to read again, and an exercise for it.
  package struct Advice: Hashable, Sendable {
    /// The lesson.
    package let lesson: Int

    /// The section of its page.
    package let section: ReadingStep.Section

    /// The questions that lead to it, in the order in which they were asked.
    package let questions: [CourseID]

    /// How much is missing, summed over the questions.
    package let weakness: Int

    /// An exercise of the lesson that is not solved; `nil` if all are.
    package let exercise: Exercise?
  }

  /// What came of the questions.
  package let answers: [MockInterview.Answer]

  /// What to read, the weakest first.
  package let advice: [Advice]

  /// Sums an interview up.
  ///
  /// - Parameters:
  ///   - answers: What came of the questions.
  ///   - exercises: The exercises of the course.
  ///   - progress: Which of them are solved.
  package init(
    of answers: [MockInterview.Answer], exercises: [Exercise], progress: ExerciseProgress
  ) {
    self.answers = answers
    struct Place: Hashable {
      let lesson: Int
      let section: ReadingStep.Section
    }
    let weak = answers.filter { $0.weakness >= 2 }
    let groups = Dictionary(grouping: weak) {
      Place(lesson: $0.question.lesson, section: $0.question.question.level.section)
    }
    let found = groups.map { place, answers in
      let kinds = answers.map(\.question.question.level.exerciseKind)
      let open = exercises.filter { $0.id.lesson == place.lesson && !progress[$0.id].hasPassed }
      return Advice(
        lesson: place.lesson, section: place.section, questions: answers.map(\.question.id),
        weakness: answers.reduce(0) { $0 + $1.weakness },
        exercise: open.first { kinds.contains($0.kind) } ?? open.first)
    }
    advice = found.sorted {
      ($1.weakness, $0.lesson, $0.section.rawValue) < ($0.weakness, $1.lesson, $1.section.rawValue)
    }
  }

  /// The answers as a table, and the plan of what to read.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The lines.
  package func text(width: Int) -> String {
    guard !answers.isEmpty else { return "No question was answered." }
    let rows = answers.map { answer in
      let words = answer.question.question
      let followUp = answer.followUp.map { $0 ? "yes" : "no" } ?? ""
      return [
        "\(words.id)", words.level.rawValue, answer.seconds.clock,
        (Double(words.minutes) * 60).clock, answer.grade.words, followUp,
      ]
    }
    let table = TextTable([["question", "level", "took", "of", "claim", "follow-up"]] + rows)
    var parts = [table.description]
    let said = answers.count { $0.grade.rawValue >= Grade.good.rawValue }
    parts.append("\(said) of \(answers.count) claims were said.")
    if advice.isEmpty {
      parts.append("Nothing to read again.")
    } else {
      let lines = advice.enumerated().map { index, advice in
        "\(index + 1). ".leftAligned(width: 4)
          + advice.text.wrapped(width: width, hangingIndentation: 4)
      }
      parts.append("Read again, the weakest first:\n\n" + lines.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }
}

extension MockInterviewReview.Advice {
  /// The section, the exercise and the proofs in a sentence.
  fileprivate var text: String {
    let page = "Lessons/\(Curriculum.outline(of: lesson).folder).md"
    let solve = exercise.map { " Solve \($0.id), \($0.title)." } ?? ""
    let proofs = questions.map { "./learn prove \($0)" }.joined(separator: ", ")
    return "“\(section.title)” in \(page).\(solve) See \(proofs)."
  }
}

extension MockInterview.Answer {
  /// What is missing: the steps to the best grade, one for half as much time again, one for a follow-up.
  package var weakness: Int {
    let isLong = seconds > 1.5 * Double(question.question.minutes * 60)
    return Grade.easy.rawValue - grade.rawValue + (isLong ? 1 : 0) + (followUp == false ? 1 : 0)
  }
}

extension Grade {
  /// How much of the claim was said.
  fileprivate var words: String {
    switch self {
    case .again: "not said"
    case .hard: "in part"
    case .good: "said"
    case .easy: "with reason"
    }
  }
}

extension InterviewQuestion.Level {
  /// The section of a page that answers questions of the level.
  package var section: ReadingStep.Section {
    switch self {
    case .recall, .explain: .ideas
    case .derive: .mathematics
    case .debug: .failures
    case .design: .choice
    }
  }

  /// The kind of exercise that practices what the level asks for.
  var exerciseKind: Exercise.Kind {
    switch self {
    case .recall, .explain: .predict
    case .derive: .implement
    case .debug: .repair
    case .design: .tune
    }
  }
}
