package import Course

/// Which questions to ask today, and in which order.
package struct QuizPlan: Hashable, Sendable {
  /// The questions, first to last.
  package let questions: [ProvenQuestion]

  /// The first day on which something is due, if nothing is today.
  package let nextDue: Day?

  /// Asks certain questions, whether they are due or not.
  ///
  /// - Parameter questions: The questions, first to last.
  package init(asking questions: [ProvenQuestion]) {
    self.questions = questions
    nextDue = nil
  }

  /// Chooses among the questions of some lessons.
  ///
  /// What is due comes first, the longest overdue before the others; then what was never asked, in
  /// the order of the lessons. Questions are taken while their minutes last, and one at least.
  ///
  /// - Parameters:
  ///   - bank: The questions of the course.
  ///   - lessons: The numbers of the lessons, in order.
  ///   - progress: What the learner remembers.
  ///   - minutes: The time to spend.
  ///   - today: The day of the session.
  package init(
    from bank: InterviewBank, lessons: [Int], progress: QuizProgress, minutes: Int, today: Day
  ) {
    let candidates = lessons.flatMap { bank.questions(of: $0) }
    func due(_ question: ProvenQuestion) -> Day? { progress.recalls[question.id]?.due }
    let known = candidates.filter { due($0) != nil }
      .sorted { (due($0) ?? today, $0.id) < (due($1) ?? today, $1.id) }
    let waiting = known.filter { (due($0) ?? today) <= today }
    let new = candidates.filter { due($0) == nil }

    var chosen: [ProvenQuestion] = []
    var spent = 0
    for question in waiting + new {
      if !chosen.isEmpty, spent + question.question.minutes > minutes { break }
      chosen.append(question)
      spent += question.question.minutes
    }
    questions = chosen
    nextDue = chosen.isEmpty ? known.compactMap(due).min() : nil
  }
}
