package import Course
import Text

/// The lessons with what they build on, what is done of each, and what comes next.
package struct CourseMap: Hashable, Sendable {
  /// What is done of one lesson.
  package struct Row: Hashable, Sendable {
    /// The lesson.
    package let lesson: LessonOutline

    /// How many exercises are solved.
    package let solved: Int

    /// How many exercises there are.
    package let exercises: Int

    /// How many questions were remembered when they were last asked.
    package let known: Int

    /// How many questions there are.
    package let questions: Int
  }

  /// The lessons, in order.
  package let rows: [Row]

  /// What to do next, each with its command.
  package let nextSteps: [String]

  /// Gathers what is done.
  ///
  /// - Parameters:
  ///   - exercises: The exercises of the course.
  ///   - bank: The questions of the course.
  ///   - record: What the learner has done.
  ///   - today: The day, for questions that are due.
  package init(exercises: [Exercise], bank: InterviewBank, record: LearnerRecord, today: Day) {
    rows = Curriculum.outline.map { lesson in
      let own = exercises.filter { $0.id.lesson == lesson.number }
      let questions = bank.questions(of: lesson.number)
      return Row(
        lesson: lesson, solved: own.count { record.exercises[$0.id].hasPassed },
        exercises: own.count, known: questions.count { record.knows($0.id) },
        questions: questions.count)
    }
    nextSteps = Self.nextSteps(exercises: exercises, bank: bank, record: record, today: today)
  }

  /// The path that was begun last, what is due, and the first exercise that is open.
  private static func nextSteps(
    exercises: [Exercise], bank: InterviewBank, record: LearnerRecord, today: Day
  ) -> [String] {
    guard record != LearnerRecord() else {
      let first = Curriculum.outline(of: 1)
      return [
        "read Lessons/\(first.folder).md, or begin a path: ./learn path evening"
      ]
    }
    var steps: [String] = []
    let begun = ReadingPath.allCases.filter { path in
      record.nextStep(on: path) != nil
        && path.steps.contains { record.paths.marked.last == $0.id }
    }
    // Of several paths with the step that was marked last, the shortest is the most likely.
    if let path = begun.min(by: { $0.minutes < $1.minutes }), let step = record.nextStep(on: path) {
      steps.append(
        "\(step.description), \(step.minutes) minutes: ./learn path \(path.commandName)")
    }
    let due = bank.questions.count { question in
      record.quiz.recalls[question.id].map { $0.due <= today } ?? false
    }
    if due > 0 {
      steps.append("\(due) question\(due == 1 ? " is" : "s are") due: ./learn quiz")
    }
    if let open = ExerciseCatalog(exercises).next(after: record.exercises) {
      steps.append("solve \(open.id), \(open.title), \(open.minutes) minutes: ./learn next")
    }
    return steps.isEmpty ? ["talk it through: ./learn interview-me"] : steps
  }
}

// MARK: - As text

extension CourseMap {
  /// The map, a line for each lesson; in narrow terminals two.
  ///
  /// A lesson that builds on one or two stands below the later of them; one that builds on more stands by
  /// itself, with their numbers.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The lines.
  package func text(width: Int) -> String {
    let names = branches(of: nil, under: "").reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    let lines = order(of: nil).flatMap { number -> [String] in
      let row = rows[number - 1]
      let name = names[number] ?? ""
      let (solved, known) = ("\(row.solved)/\(row.exercises)", "\(row.known)/\(row.questions)")
      if width >= Self.wideWidth {
        return [
          name.leftAligned(width: Self.nameWidth) + solved.rightAligned(width: 10)
            + known.rightAligned(width: 11) + "  " + after(row.lesson)
        ]
      }
      let more = after(row.lesson).isEmpty ? "" : ", \(after(row.lesson))"
      let detail = "\(solved) exercises, \(known) questions\(more)"
      return ["\(name)"] + detail.filled(width: width - 6).map { "      " + $0 }
    }
    let heading =
      width >= Self.wideWidth
      ? [
        "lesson".leftAligned(width: Self.nameWidth) + "exercises".rightAligned(width: 10)
          + "questions".rightAligned(width: 11)
      ] : []
    let next = nextSteps.enumerated().flatMap { index, step in
      ((index == 0 ? "next  " : "      ")
        + step.wrapped(width: width, hangingIndentation: 6))
        .split(separator: "\n").map(String.init)
    }
    return (heading + lines.map(\.withoutTrailingSpaces) + [""] + next).joined(separator: "\n")
  }

  /// The width from which on a lesson has one line.
  private static var wideWidth: Int { 76 }

  /// The width of the tree with the longest title.
  private static var nameWidth: Int { 37 }

  /// The lesson below which another one stands; `nil` for the first and those that build on many.
  private static func parent(of lesson: LessonOutline) -> Int? {
    lesson.prerequisites.count <= 2 ? lesson.prerequisites.max() : nil
  }

  private func children(of parent: Int?) -> [LessonOutline] {
    rows.map(\.lesson).filter { Self.parent(of: $0) == parent }
  }

  private func order(of parent: Int?) -> [Int] {
    children(of: parent).flatMap { [$0.number] + order(of: $0.number) }
  }

  /// The lines of the tree below a lesson, by number.
  private func branches(of parent: Int?, under stem: String) -> [(Int, String)] {
    let lessons = children(of: parent)
    return lessons.flatMap { lesson -> [(Int, String)] in
      let isLast = lesson == lessons.last
      let branch = parent == nil ? "" : isLast ? "└─ " : "├─ "
      let line = "\(stem)\(branch)\(lesson.paddedNumber) \(lesson.title)"
      let below = parent == nil ? "" : isLast ? "   " : "│  "
      return [(lesson.number, line)] + branches(of: lesson.number, under: stem + below)
    }
  }

  /// The prerequisites that the tree does not show, such as `after 03–08`.
  private func after(_ lesson: LessonOutline) -> String {
    let hidden = lesson.prerequisites.filter { $0 != Self.parent(of: lesson) }
    guard let first = hidden.first, let last = hidden.last else { return "" }
    let padded = hidden.map { Curriculum.outline(of: $0).paddedNumber }
    let isRun = hidden.count > 2 && hidden == Array(first...last)
    return "after "
      + (isRun ? "\(padded[0])–\(padded[padded.count - 1])" : padded.joined(separator: ", "))
  }
}
