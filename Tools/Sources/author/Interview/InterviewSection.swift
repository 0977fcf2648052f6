package import Course

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
  /// - Returns: The text, without the markers; it ends with a line break unless it is empty.
  package static func markdown(for lesson: Int, in bank: InterviewBank) -> String {
    bank.questions(of: lesson).map(markdown(of:)).joined(separator: "\n")
  }

  private static func markdown(of question: ProvenQuestion) -> String {
    let words = question.words
    let unit = words.minutes == 1 ? "minute" : "minutes"
    var parts = [
      "### \(words.id) \(words.question)",
      "*\(words.level.rawValue)*, \(words.minutes) \(unit)",
      "<details><summary>Answer</summary>",
      "**In thirty seconds.** \(words.answer)",
    ]
    if let whiteboard = words.whiteboard {
      parts += ["**At the whiteboard.**", "```text\n\(whiteboard)\n```"]
    }
    parts += [
      "**Often said, and wrong:** “\(words.commonMistake)” \(words.refutation)",
      "**Measured by the proof** (`./learn prove \(words.id)`):",
      table(question.evidence),
    ]
    if !words.followUps.isEmpty {
      parts += [
        "**Asked next:**",
        words.followUps.map { "- *\($0.question)* \($0.answer)" }.joined(separator: "\n"),
      ]
    }
    parts.append("</details>")
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ evidence: [Evidence]) -> String {
    let rows = evidence.map {
      "| \($0.name.replacing("|", with: "\\|")) | \($0.text(significantDigits: 6)) |"
    }
    return (["| evidence | value |", "|---|---:|"] + rows).joined(separator: "\n")
  }
}
