package import Course
import Foundation
import TensorCore
import Text

/// A mock interview from its first question to the last, to the end of its time or of the input.
///
/// It knows neither a terminal nor a file nor a clock: lines, texts and seconds go through closures.
package struct MockInterview {
  /// What came of one question.
  package struct Answer: Hashable, Sendable {
    /// The question.
    package let question: ProvenQuestion

    /// The learner's judgment.
    package let grade: Grade

    /// How long the answer took, in seconds.
    package let seconds: Double

    /// Whether the follow-up was answered; `nil` if none was asked.
    package var followUp: Bool?

    /// Creates what came of a question.
    package init(
      question: ProvenQuestion, grade: Grade, seconds: Double, followUp: Bool? = nil
    ) {
      self.question = question
      self.grade = grade
      self.seconds = seconds
      self.followUp = followUp
    }
  }

  /// What every interview needs besides its questions.
  package struct Surroundings {
    /// The day.
    package let today: Day

    /// The seconds since some moment.
    package let now: () -> Double

    /// The next line of input, without its end; `nil` when there is none any more.
    package let read: () -> String?

    /// Shows a text.
    package let write: (String) -> Void

    /// Keeps what is remembered, after every answer.
    package let save: (QuizProgress) throws -> Void

    /// Creates the surroundings.
    package init(
      today: Day, now: @escaping () -> Double, read: @escaping () -> String?,
      write: @escaping (String) -> Void, save: @escaping (QuizProgress) throws -> Void
    ) {
      self.today = today
      self.now = now
      self.read = read
      self.write = write
      self.save = save
    }
  }

  /// The questions.
  package let plan: MockInterviewPlan

  /// The time for answers, in minutes.
  package let minutes: Int

  private let around: Surroundings

  /// Creates an interview.
  ///
  /// - Parameters:
  ///   - plan: The questions.
  ///   - minutes: The time for answers; no question begins after it.
  ///   - around: Input, output, clock and memory.
  package init(_ plan: MockInterviewPlan, minutes: Int, in around: Surroundings) {
    self.plan = plan
    self.minutes = minutes
    self.around = around
  }

  /// Asks the questions.
  ///
  /// - Parameters:
  ///   - progress: What the learner remembers.
  ///   - generator: The source of randomness, for the choice of follow-ups.
  /// - Returns: What came of the questions, in order; fewer than questions if it was stopped.
  /// - Throws: What `save` throws.
  package func run(
    _ progress: QuizProgress, using generator: inout some RandomNumberGenerator
  ) throws -> [Answer] {
    var progress = progress
    var answers: [Answer] = []
    var seconds = 0.0
    for (index, question) in plan.questions.enumerated() {
      guard seconds < Double(minutes * 60) else {
        around.write("\nThe time is over.\n")
        break
      }
      write("\n\(index + 1)/\(plan.questions.count)  \(heading(of: question))\n")
      guard var answer = ask(question, seconds: &seconds) else { break }
      var recall = progress.recalls[question.id] ?? Recall(today: around.today)
      recall.review(answer.grade, today: around.today)
      progress.recalls[question.id] = recall
      try around.save(progress)
      let followUps = question.words.followUps
      let index = followUps.isEmpty ? nil : generator.uniform(below: followUps.count)
      if let index { answer.followUp = ask(followUps[index], seconds: &seconds) }
      answers.append(answer)
      if index != nil, answer.followUp == nil { break }
    }
    return answers
  }

  /// A question with its answer and grade; `nil` if the learner stops.
  private func ask(_ question: ProvenQuestion, seconds: inout Double) -> Answer? {
    let words = question.words
    write(words.question)
    guard let taken = answered("Say your answer aloud. Enter ends it. ") else { return nil }
    seconds += taken
    write("\nIt took \(taken.clock) of \((Double(words.minutes) * 60).clock).")
    let rest = words.answer.dropFirst(words.claim.count).drop { $0 == " " }
    write("\nThe claim: \(words.claim)" + (rest.isEmpty ? "" : "\n\n\(rest)"))
    if let whiteboard = words.whiteboard {
      around.write(
        "\nAt the whiteboard:\n"
          + whiteboard.folded(width: Terminal.width).joined(separator: "\n") + "\n")
    }
    write("\nOften said, and wrong: “\(words.commonMistake)”\n")
    around.write("The claim: 0 not said, 1 in part, 2 said, 3 with reason: ")
    while true {
      guard let line = line() else { return nil }
      if let number = Int(line), let grade = Grade(rawValue: number) {
        return Answer(question: question, grade: grade, seconds: taken)
      }
      around.write("A number from 0 to 3 is needed; q stops. ")
    }
  }

  /// Whether a follow-up was answered; `nil` if the learner stops.
  private func ask(_ followUp: FollowUp, seconds: inout Double) -> Bool? {
    write("\nAnd then: \(followUp.question)")
    guard let taken = answered("Enter shows the answer. ") else { return nil }
    seconds += taken
    write("\n\(followUp.answer)\n")
    around.write("Was that yours, y or n? ")
    while true {
      guard let line = line() else { return nil }
      switch line.lowercased() {
      case "y", "yes": return true
      case "n", "no": return false
      default: around.write("y or n is needed; q stops. ")
      }
    }
  }

  /// The seconds until a line comes; `nil` if it stops the interview.
  private func answered(_ prompt: String) -> Double? {
    around.write(prompt)
    let start = around.now()
    guard line() != nil else { return nil }
    return max(0, around.now() - start)
  }

  /// The next line without spaces around it; `nil` at the end of the input or at q.
  private func line() -> String? {
    guard let line = around.read()?.trimmingCharacters(in: .whitespaces) else { return nil }
    return ["q", "quit"].contains(line.lowercased()) ? nil : line
  }

  private func heading(of question: ProvenQuestion) -> String {
    let words = question.question
    let minutes = "\(words.minutes) minute\(words.minutes == 1 ? "" : "s")"
    return "\(words.id)  \(words.level.rawValue), \(minutes)"
  }

  private func write(_ text: String) { around.write(text.wrapped() + "\n") }
}

extension Double {
  /// A number of seconds as minutes and seconds, such as `2:05`.
  package var clock: String {
    let seconds = Int(rounded())
    return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
  }
}
