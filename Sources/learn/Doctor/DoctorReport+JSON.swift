import Course
import Dynamics
import Foundation
import Text

extension DoctorReport {
  /// What is written as JSON.
  private struct Facts: Encodable {
    struct Question: Encodable {
      let question: String
      let missing: [String]
    }

    struct Supposition: Encodable {
      let number: Int
      let statement: String
      let verdict: String
      let evidence: String
      let test: String
    }

    let format: String
    let steps: Int
    let validations: Int
    let curve: [String]
    let findings: [RunFinding]
    let hypotheses: [Supposition]
    let unanswered: [Question]
    let notes: [String]
  }

  /// The report for programs.
  ///
  /// - Returns: One JSON object over several lines, its keys sorted.
  /// - Throws: What the encoder throws.
  package func json() throws -> String {
    try JSONEncoder.sorted(.prettyPrinted).text(
      Facts(
        format: run.format.rawValue, steps: run.record.steps.count,
        validations: run.record.validations.count,
        curve: examination.curve.kinds.map(\.rawValue), findings: examination.findings,
        hypotheses: examination.hypotheses.map {
          Facts.Supposition(
            number: $0.number, statement: $0.statement, verdict: $0.verdict.rawValue,
            evidence: $0.evidence, test: $0.test)
        },
        unanswered: examination.unanswered.map {
          Facts.Question(question: $0.question, missing: $0.missing)
        }, notes: run.notes))
  }
}
