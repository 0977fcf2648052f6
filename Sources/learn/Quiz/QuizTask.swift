package import Course
import Foundation
import TensorCore

/// One thing that the quiz asks, about one question of the bank.
package enum QuizTask: Hashable, Sendable {
  /// The question as an interviewer asks it; the learner judges the answer.
  case answer(ProvenQuestion)
  /// One of the numbers that the proof measured; the tool judges the guess.
  case predict(ProvenQuestion, Evidence)
  /// Which of several statements the tests prove; the tool judges the choice.
  case choose(ProvenQuestion, statements: [String], right: Int)

  /// Makes a task about a question: in half of all cases the question itself, otherwise a number or
  /// a choice, where the question has something to ask for.
  ///
  /// - Parameters:
  ///   - question: The question.
  ///   - bank: The bank, whose other mistakes make the wrong statements.
  ///   - generator: The source of randomness.
  package init(
    about question: ProvenQuestion, in bank: InterviewBank,
    using generator: inout some RandomNumberGenerator
  ) {
    let kind = generator.uniform(below: 4)
    let candidates = question.evidence.filter { !$0.isBound && $0.value.isFinite }
    let others = bank.questions(of: question.lesson).filter { $0.id != question.id }
    if kind == 2, !candidates.isEmpty {
      self = .predict(question, candidates[generator.uniform(below: candidates.count)])
    } else if kind == 3, others.count >= 2 {
      var statements = [question.words.claim, question.words.commonMistake]
      for index in generator.permutation(of: others.count).prefix(2) {
        statements.append(others[index].words.commonMistake)
      }
      let order = generator.permutation(of: statements.count)
      self = .choose(
        question, statements: order.map { statements[$0] },
        right: order.firstIndex(of: 0) ?? 0)
    } else {
      self = .answer(question)
    }
  }

  /// The question that the task is about.
  package var question: ProvenQuestion {
    switch self {
    case .answer(let question), .predict(let question, _), .choose(let question, _, _): question
    }
  }

  /// What the learner reads, the last line saying what to type.
  package var prompt: String {
    let words = question.words
    switch self {
    case .answer:
      return words.question + "\n\nSay your answer. Enter shows ours."
    case .predict(_, let evidence):
      return """
        The proof of “\(words.question)” measures a number:
        \(evidence.name).

        Your prediction:
        """
    case .choose(_, let statements, _):
      let lines = zip("abcdefgh", statements).map { "  (\($0)) \($1)" }
      return """
        \(words.question)
        The tests prove one of these statements and refute the others. Which one do they prove?
        \(lines.joined(separator: "\n"))

        Its letter:
        """
    }
  }

  /// The tool's judgment of a typed line; `nil` if the line is no answer to the task.
  ///
  /// - Parameter line: What the learner typed.
  /// - Returns: The grade, and a sentence that says why.
  package func judge(_ line: String) -> (grade: Grade, remark: String)? {
    switch self {
    case .answer:
      guard let number = Int(line.trimmingCharacters(in: .whitespaces)),
        let grade = Grade(rawValue: number)
      else { return nil }
      return (grade, "")
    case .predict(_, let evidence):
      guard let guess = number(line) else { return nil }
      return judge(guess, against: evidence)
    case .choose(_, let statements, let right):
      let letters = Array("abcdefgh".prefix(statements.count))
      guard let choice = letters.firstIndex(where: { String($0) == line.lowercased() }) else {
        return nil
      }
      return choice == right
        ? (.good, "Right.") : (.again, "Wrong; it is \(letters[right]): \(statements[right])")
    }
  }

  /// What to type, for somebody who typed something else.
  package var hint: String {
    switch self {
    case .answer: "0 again, 1 hard, 2 good, 3 easy; q stops."
    case .predict: "A number is needed, such as 12, 0.25 or 3e-5; q stops."
    case .choose: "A letter of the list is needed; q stops."
    }
  }

  /// Within 1 % is easy, within 10 % good, within a factor of ten hard.
  private func judge(_ guess: Double, against evidence: Evidence) -> (Grade, String) {
    let measured = "Measured: \(evidence.text(significantDigits: 6))."
    let target = evidence.value
    let distance = abs(guess - target) / max(abs(target), 1e-300)
    if guess == target || distance <= 0.01 { return (.easy, measured + " Within 1 %.") }
    if distance <= 0.1 { return (.good, measured + " Within 10 %.") }
    let ratio = guess / target
    return ratio >= 0.1 && ratio <= 10
      ? (.hard, measured + " Within a factor of ten.") : (.again, measured)
  }

  private func number(_ line: String) -> Double? {
    let text = line.trimmingCharacters(in: .whitespaces)
      .replacing("−", with: "-").replacing(",", with: "")
    return Double(text)
  }
}
