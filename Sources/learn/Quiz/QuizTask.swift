package import Course
import Foundation
import TensorCore
import Text

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
  /// A number can be predicted only where the question says of what: a question without a number in its
  /// words states no case, so none of its proof's numbers is asked for. The wrong statements of a choice
  /// are those that were written for the question: the common mistake, and two of the others.
  ///
  /// - Parameters:
  ///   - question: The question.
  ///   - generator: The source of randomness.
  package init(about question: ProvenQuestion, using generator: inout some RandomNumberGenerator) {
    let kind = generator.uniform(below: 4)
    let statesACase = question.words.question.contains { $0.isNumber }
    let candidates =
      statesACase ? question.evidence.filter { !$0.isBound && $0.value.isFinite } : []
    if kind == 2, !candidates.isEmpty {
      self = .predict(question, candidates[generator.uniform(below: candidates.count)])
    } else if kind == 3 {
      let words = question.words
      var others = words.otherMistakes.map(\.statement)
      while others.count > 2 { others.remove(at: generator.uniform(below: others.count)) }
      let statements = [words.claim, words.commonMistake] + others
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
        \(words.question)

        The proof of the answer measures a number. Predict it, to within 10 %:
        \(evidence.name).

        Your prediction:
        """
    case .choose(_, let statements, _):
      let lines = zip("abcdefgh", statements).map {
        "(\($0)) \($1)".wrapped(hangingIndentation: 4)
      }
      return """
        \(words.question)
        The tests prove one of these statements and refute the \
        \(statements.count == 2 ? "other" : "others"). Which one do they prove?
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
      guard case .number(let guess, let isPercentage) = TypedNumber(line) else { return nil }
      // Where the proof counts in percent, so does the learner.
      let countsPercents = evidence.name.contains("%") || evidence.name.contains("percent")
      return judge(isPercentage && countsPercents ? guess * 100 : guess, against: evidence)
    case .choose(let question, let statements, let right):
      let letters = Array("abcdefgh".prefix(statements.count))
      // Also as it stands in the list, and in other ways to write a letter of a list.
      let typed = line.lowercased().filter { !"()[].:, ".contains($0) }
      guard let choice = letters.firstIndex(where: { String($0) == typed }) else { return nil }
      // Of two statements, half of all guesses are right.
      if choice == right { return (statements.count > 2 ? .good : .hard, "Right.") }
      // Why the common mistake is wrong stands below, with all that the bank knows.
      let others = question.words.otherMistakes
      let reason = others.first { $0.statement == statements[choice] }.map { " \($0.refutation)" }
      return (.again, "Wrong.\(reason ?? "") It is \(letters[right]): \(statements[right])")
    }
  }

  /// What to type, for somebody who typed something else.
  ///
  /// - Parameter line: What was typed.
  /// - Returns: What was read of it, and an example of what is needed.
  package func hint(for line: String) -> String {
    switch self {
    case .answer: "0 again, 1 hard, 2 good, 3 easy; q stops."
    case .predict:
      switch TypedNumber(line) {
      case .refused(let reason):
        "\(reason) A number is needed, such as 12, 1,200, 3e-5, 98 % or 2/3; q stops."
      case .number: "A number is needed; q stops."
      }
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
}
