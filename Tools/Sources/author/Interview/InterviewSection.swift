package import Course
package import Notebooks

/// The last section of a lesson: its interview questions, written from the bank.
package enum InterviewSection {
  /// The line before the section in a lesson's Markdown.
  package static var beginMarker: String { "<!-- interview:begin -->" }

  /// The line after the section.
  package static var endMarker: String { "<!-- interview:end -->" }

  /// The questions of a lesson as Markdown, to stand between the markers.
  ///
  /// Answers are folded away, so that a reader can try the question first.
  ///
  /// - Parameters:
  ///   - lesson: The number of the lesson.
  ///   - bank: The questions of the course.
  /// - Returns: The text, without the markers; it ends with an empty line unless it is empty, so that
  ///   the marker behind it cuts no block in two.
  package static func markdown(for lesson: Int, in bank: InterviewBank) -> String {
    bank.questions(of: lesson).map { markdown(of: $0) + "\n" }.joined()
  }

  /// The follow-ups of a lesson's questions that have no answer.
  ///
  /// - Parameters:
  ///   - page: The lesson's page.
  ///   - bank: The questions of the course.
  /// - Returns: A finding for each, at the heading of its question.
  package static func unanswered(on page: Page, in bank: InterviewBank) -> [PageFinding] {
    bank.questions(of: page.lesson ?? 0).flatMap { question in
      let line = page.lines.firstIndex { $0.hasPrefix("### \(question.id) ") } ?? 0
      return question.words.followUps
        .filter { !$0.answer.contains { $0.isLetter || $0.isNumber } }
        .map {
          PageFinding(
            page.path, line + 1,
            "\(question.id): what is asked next has no answer in its proof: “\($0.question)”")
        }
    }
  }

  private static func markdown(of question: ProvenQuestion) -> String {
    let words = question.words
    let unit = words.minutes == 1 ? "minute" : "minutes"
    var parts = [
      "### \(words.id) \(marked(words.question))",
      "*\(words.level.rawValue)*, \(words.minutes) \(unit)",
      // GitHub reads the marks of what follows only behind an empty line.
      "<details><summary>Answer (30 seconds)</summary>",
      marked(words.answer),
    ]
    if let whiteboard = words.whiteboard {
      parts += ["**At the whiteboard.**", "```text\n\(whiteboard)\n```"]
    }
    parts.append(
      "**Often said, and wrong:** “\(marked(words.commonMistake))” \(marked(words.refutation))")
    parts += words.followUps.map { "*Asked next: \(marked($0.question))* \(marked($0.answer))" }
    parts += [
      "**Measured by the proof** (`./learn prove \(words.id)`):",
      table(question.evidence),
    ]
    parts.append("</details>")
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// A text of the bank, which has no marks, with names such as `no_grad` set as code.
  private static func marked(_ text: String) -> String {
    text.replacing(/[A-Za-z][A-Za-z.]*_[A-Za-z_]+(?:=[A-Za-z]+|\([^()]*\))?/) { "`\($0.0)`" }
  }

  private static func table(_ evidence: [Evidence]) -> String {
    let rows = evidence.map {
      "| \($0.name.replacing("|", with: "\\|")) | \($0.text(significantDigits: 6)) |"
    }
    return (["| evidence | value |", "|---|---:|"] + rows).joined(separator: "\n")
  }
}
