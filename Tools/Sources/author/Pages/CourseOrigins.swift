import Course
import Foundation

/// Where the numbers of pages come from: proofs, failure modes, the counts of the course.
///
/// A failure mode is run once, however often it is asked.
final class CourseOrigins {
  /// Why a number cannot be given.
  struct Failure: Error, CustomStringConvertible {
    /// What is wrong with the reference.
    let description: String
  }

  private var measured: [String: Double] = [:]
  private lazy var bank = Result { try InterviewBank(contentsOf: InterviewRun.bankFile) }
  private lazy var status = Result {
    try CourseStatus(lessons: builtLessons, root: Repository.root)
  }

  /// A number as a page shows it.
  ///
  /// - Parameter reference: Where it comes from.
  /// - Returns: The text.
  /// - Throws: What is wrong with the reference, or what the run of a failure mode throws.
  func text(of reference: FigureReference) throws -> String {
    switch reference.origin {
    case .evidence(let question, let name):
      return try evidence(question, name).text(significantDigits: reference.digits)
    case .broken(let id):
      let failure = try failureMode(id)
      return Evidence(id, try measure(failure.broken, id)).text(significantDigits: reference.digits)
    case .remedy(let id, let number):
      let failure = try failureMode(id)
      guard failure.remedies.indices.contains(number - 1) else {
        throw Failure(description: "\(id) has \(failure.remedies.count) remedies.")
      }
      let value = try measure(failure.remedies[number - 1], "\(id) remedy \(number)")
      return Evidence(id, value).text(significantDigits: reference.digits)
    case .status(let row, let field):
      return Evidence(field, Double(try count(row, field))).text
    }
  }

  /// The interview section of a lesson's page.
  ///
  /// - Parameter lesson: The number of the lesson.
  /// - Returns: The text between the markers.
  /// - Throws: If the bank of questions cannot be read.
  func interviewSection(of lesson: Int) throws -> String {
    InterviewSection.markdown(for: lesson, in: try bank.get())
  }

  private func evidence(_ question: String, _ name: String) throws -> Evidence {
    guard let id = QuestionID(question), let proven = try bank.get()[id] else {
      throw Failure(description: "question \(question) is not in Lessons/interview.json.")
    }
    guard let figure = proven.figure(name) else {
      let names = proven.evidence.map { "“\($0.name)”" }.joined(separator: ", ")
      throw Failure(description: "question \(question) records no such figure; there are \(names).")
    }
    return figure
  }

  private func failureMode(_ id: String) throws -> FailureMode {
    let all = builtLessons.flatMap(\.failureModes)
    guard let failure = all.first(where: { $0.id == id }) else {
      throw Failure(description: "there is no failure mode \(id).")
    }
    return failure
  }

  private func measure(_ run: FailureMode.Run, _ name: String) throws -> Double {
    if let value = measured[name] { return value }
    let value = try run.measure().value
    measured[name] = value
    return value
  }

  /// A count of `learn status --json`.
  private func count(_ row: String, _ field: String) throws -> Int {
    let json = try JSONEncoder().encode(try status.get())
    let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
    let rows = object?["lessons"] as? [[String: Any]] ?? []
    let counts =
      row == "totals"
      ? object?["totals"] as? [String: Any] : rows.first { $0["module"] as? String == row }
    guard let count = counts?[field] as? Int else {
      throw Failure(description: "`learn status --json` has no \(field) of \(row).")
    }
    return count
  }
}
