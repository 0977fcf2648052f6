import AllLessons
import Course
import Foundation
import Notebooks

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
  private lazy var bank = Result { try InterviewBank(contentsOf: Repository.bankFile) }
  private var status: [String: Any]?

  /// A number as a page shows it.
  ///
  /// - Parameter reference: Where it comes from.
  /// - Returns: The text.
  /// - Throws: What is wrong with the reference, or what the run of a failure mode throws.
  func text(of reference: NumberReference) async throws -> String {
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
      return Evidence(field, Double(try await count(row, field))).text
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
    guard let id = CourseID(question, as: .question), let proven = try bank.get()[id] else {
      throw Failure(description: "question \(question) is not in Lessons/interview.json.")
    }
    guard let evidence = proven.evidence(named: name) else {
      let names = proven.evidence.map { "“\($0.name)”" }.joined(separator: ", ")
      throw Failure(
        description: "question \(question) records no such evidence; there are \(names).")
    }
    return evidence
  }

  private func failureMode(_ id: String) throws -> FailureMode {
    let all = AllLessons.all.flatMap(\.failureModes)
    guard let failure = all.first(where: { $0.id.description == id }) else {
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
  private func count(_ row: String, _ field: String) async throws -> Int {
    let object = try await statusObject()
    let rows = object["lessons"] as? [[String: Any]] ?? []
    let counts =
      row == "totals"
      ? object["totals"] as? [String: Any] : rows.first { $0["module"] as? String == row }
    guard let count = counts?[field] as? Int else {
      throw Failure(description: "`learn status --json` has no \(field) of \(row).")
    }
    return count
  }

  /// What the learner's tool says when it is asked for the counts; asked once.
  private func statusObject() async throws -> [String: Any] {
    if let status { return status }
    let tool = Repository.root.appending(path: "learn").path
    let outcome = try await Programs(secondsLimit: nil).run([tool, "status", "--json"])
    let object = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    guard outcome.succeeded, let counts = object as? [String: Any] else {
      throw Failure(description: "`./learn status --json` failed: \(outcome.errors)")
    }
    status = counts
    return counts
  }
}
