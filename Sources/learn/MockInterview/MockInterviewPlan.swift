package import Course
import TensorCore

/// Which questions a mock interview asks, and in which order.
///
/// The level whose minutes are furthest behind its share is next; within it a question is drawn, those that
/// are asked often six times as likely as others, and less likely the more questions of its lesson there are.
package struct MockInterviewPlan: Hashable, Sendable {
  /// The questions, first to last.
  package let questions: [ProvenQuestion]

  /// Draws questions.
  ///
  /// - Parameters:
  ///   - bank: The questions of the course.
  ///   - lessons: The numbers of the lessons to draw from.
  ///   - levels: The levels to draw from.
  ///   - minutes: The time to fill; one question is drawn in any case, if there is one.
  ///   - generator: The source of randomness.
  package init(
    from bank: InterviewBank, lessons: [Int], levels: [InterviewQuestion.Level], minutes: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    var pool = bank.questions.filter {
      lessons.contains($0.lesson) && levels.contains($0.question.level)
    }
    var chosen: [ProvenQuestion] = []
    var (spent, left) = ([InterviewQuestion.Level: Int](), minutes)
    var counts: [Int: Int] = [:]
    while !pool.isEmpty {
      let fitting = pool.filter { Self.minutes(for: $0) <= left || chosen.isEmpty }
      let present = InterviewQuestion.Level.allCases.filter { level in
        fitting.contains { $0.question.level == level }
      }
      func lag(_ level: InterviewQuestion.Level) -> Double {
        Self.share(of: level) * Double(minutes) - Double(spent[level] ?? 0)
      }
      guard let level = present.max(by: { lag($0) < lag($1) }) else { break }
      let candidates = fitting.filter { $0.question.level == level }
      let weights = candidates.map { question in
        let asked = Double(1 + (counts[question.lesson] ?? 0))
        return QuestionFrequency.frequency(of: question.id).weight / (asked * asked)
      }
      let question = candidates[Self.draw(weights, using: &generator)]
      chosen.append(question)
      pool.removeAll { $0.id == question.id }
      counts[question.lesson, default: 0] += 1
      spent[level, default: 0] += Self.minutes(for: question)
      left -= Self.minutes(for: question)
    }
    questions = chosen
  }

  /// The share of the time that questions of a level get.
  ///
  /// - Parameter level: The level.
  /// - Returns: The share; all levels together have 1.
  package static func share(of level: InterviewQuestion.Level) -> Double {
    switch level {
    case .recall: 0.1
    case .explain: 0.35
    case .derive: 0.2
    case .debug: 0.2
    case .design: 0.15
    }
  }

  /// The time that a question takes: its answer, and a minute for a follow-up.
  ///
  /// - Parameter question: The question.
  /// - Returns: Minutes.
  package static func minutes(for question: ProvenQuestion) -> Int {
    question.question.minutes + (question.question.followUps.isEmpty ? 0 : 1)
  }

  /// An index, as likely as its weight.
  private static func draw(
    _ weights: [Double], using generator: inout some RandomNumberGenerator
  ) -> Int {
    var rest = generator.uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }
}
