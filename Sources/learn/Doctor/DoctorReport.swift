import Course
package import Dynamics
import Foundation
import ReadingDigits
import Text

/// What `learn doctor` tells of a run.
package struct DoctorReport {
  let run: LoggedRun
  let examination: Doctor.Examination

  /// Creates the report of an examination.
  package init(_ run: LoggedRun, _ examination: Doctor.Examination) {
    self.run = run
    self.examination = examination
  }

  /// The report as a person reads it.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: Paragraphs with empty lines between.
  package func text(width: Int) -> String {
    var parts = [heading(width), curves(width)]
    let findings = examination.findings
    if findings.isEmpty {
      parts.append(
        "Nothing found: none of what can be looked at in this log is wrong.".filled(width: width)
          .joined(separator: "\n"))
    }
    for (index, finding) in findings.enumerated() {
      parts.append(text(of: finding, number: index + 1, width))
    }
    if !examination.hypotheses.isEmpty { parts.append(hypotheses(width)) }
    if !examination.unanswered.isEmpty { parts.append(unanswered(width)) }
    if !run.notes.isEmpty {
      parts.append("About the log\n" + run.notes.map { item($0, width) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private func heading(_ width: Int) -> String {
    let record = run.record
    let last = run.facts.stepNumber(record.steps.count - 1)
    let unit = run.facts.stepUnit.rawValue
    let count = "\(record.steps.count) \(unit)\(record.steps.count == 1 ? "" : "s")"
    let range = run.facts.stepNumbers.isEmpty ? "" : ", up to \(unit) \(last)"
    let held = record.validations.count
    return """
      \(run.format.rawValue.capitalizedAtStart), \(count)\(range), \(held) measurement\(held == 1 ? "" : "s") \
      on held-out data\(run.facts.optimizer.map { ", \($0)" } ?? "")
      """.filled(width: width).joined(separator: "\n")
  }

  private func curves(_ width: Int) -> String {
    let columns = max(20, min(64, width - 12))
    let kinds = examination.curve.kinds.map(\.rawValue).joined(separator: ", ")
    let words = "The curves alone look like: \(kinds)"
    var text = words.filled(width: width).joined(separator: "\n") + "\n"
    text += curve(
      run.record.losses, height: 8, width: columns,
      horizontal: (run.facts.stepNumbers.isEmpty ? "" : "logged ") + run.facts.stepUnit.rawValue)
    let held = run.record.validations.map(\.loss).filter { !$0.isNaN }
    if held.count > 2 {
      text += "\n\nValidation loss\n"
      text += curve(held, height: 6, width: columns, horizontal: "measurement")
    }
    return text
  }

  private func text(of finding: RunFinding, number: Int, _ width: Int) -> String {
    let place = finding.place.map { ", \($0)" } ?? ""
    let unit = run.facts.stepUnit.rawValue
    let step = finding.step.map { ", from \(unit) \($0)" } ?? ""
    let outline = Curriculum.outline(of: finding.cause.lesson)
    let head =
      "\(number). \(finding.cause.rawValue.capitalizedAtStart)\(place)\(step) (\(finding.weight))"
    let rows = [
      ("evidence", finding.evidence), ("test", finding.test), ("fix", finding.fix),
      ("lesson", "\(outline.paddedNumber) \(outline.title), Lessons/\(outline.folder).md"),
    ]
    let lines = rows.map { name, text in
      "   " + name.leftAligned(width: 10)
        + text.wrapped(width: width, hangingIndentation: 13)
    }
    return ([head.filled(width: width).joined(separator: "\n   ")] + lines).joined(separator: "\n")
  }

  private func hypotheses(_ width: Int) -> String {
    let lines = examination.hypotheses.map { hypothesis in
      let mark = "   H\(hypothesis.number) " + hypothesis.verdict.rawValue.leftAligned(width: 11)
      let decides = hypothesis.verdict == .open ? " What decides: \(hypothesis.test)" : ""
      return mark
        + "\(hypothesis.statement) \(hypothesis.evidence)\(decides)".wrapped(
          width: width, hangingIndentation: 17)
    }
    return "Validation stands still. What can be behind it:\n" + lines.joined(separator: "\n")
  }

  private func unanswered(_ width: Int) -> String {
    var groups: [(missing: String, questions: [String])] = []
    for question in examination.unanswered {
      let missing = question.missing.joined(separator: ", ")
      if let index = groups.firstIndex(where: { $0.missing == missing }) {
        groups[index].questions.append(question.question)
      } else {
        groups.append((missing, [question.question]))
      }
    }
    let lines = groups.map {
      item("\($0.questions.joined(separator: ", ")): the log lacks \($0.missing)", width)
    }
    // Whoever has it already is not told to take it.
    let advice =
      run.facts.source == "pytorch"
      ? [] : [item("Lessons/doctor.py logs of a PyTorch loop what it can tell.", width)]
    return "What this log cannot answer\n" + (lines + advice).joined(separator: "\n")
  }

  private func item(_ text: String, _ width: Int) -> String {
    "   " + text.wrapped(width: width, hangingIndentation: 5)
  }
}

extension RunFinding {
  /// How strongly the evidence speaks, in words.
  fileprivate var weight: String {
    switch strength {
    case 0.8...: "strong evidence"
    case 0.5..<0.8: "fair evidence"
    default: "weak evidence"
    }
  }
}

extension String {
  /// The text with a capital letter at its beginning.
  fileprivate var capitalizedAtStart: String { prefix(1).uppercased() + dropFirst() }
}
