import Course
import Foundation
import Notebooks
import Plots

/// Where the numbers of pages come from: proofs, failure modes, the counts of the course.
final class CourseOrigins {
  /// Why a number cannot be given.
  struct Failure: Error, CustomStringConvertible {
    /// What is wrong with the reference.
    let description: String
  }

  /// What PyTorch measures in the failure modes' twins.
  let twins = TwinFiles { path in
    try? Data(contentsOf: Repository.root.appending(path: path))
  }

  private let failures: [String: CourseCatalog.Failure]
  private lazy var bank = Result { try InterviewBank(contentsOf: Repository.bankFile) }
  private var status: [String: Any]?

  /// Takes what the lessons register and measured.
  ///
  /// - Parameter catalog: The lessons, their failure modes run.
  init(_ catalog: CourseCatalog) {
    failures = catalog.lessons.flatMap(\.failureModes).reduce(into: [:]) { $0[$1.id] = $1 }
  }

  /// A number as a page shows it.
  ///
  /// - Parameter reference: Where it comes from.
  /// - Returns: The text.
  /// - Throws: What is wrong with the reference, or what the run of a failure mode throws.
  func text(of reference: NumberReference) async throws -> String {
    if case .evidence(let question, let name) = reference.origin {
      return try evidence(question, name).text(significantDigits: reference.digits)
    }
    let value = try await value(of: reference)
    return Evidence("", value).text(significantDigits: reference.digits)
  }

  /// A measured number in full.
  ///
  /// - Parameter reference: Where it comes from.
  /// - Returns: The value; of evidence that is a bound, the bound.
  /// - Throws: What is wrong with the reference, or what the run of a failure mode throws.
  func value(of reference: NumberReference) async throws -> Double {
    switch reference.origin {
    case .evidence(let question, let name):
      return try evidence(question, name).value
    case .broken(let id):
      return try measured(failureMode(id).broken, id)
    case .remedy(let id, let number):
      let failure = try failureMode(id)
      guard failure.remedies.indices.contains(number - 1) else {
        throw Failure(description: "\(id) has \(failure.remedies.count) remedies.")
      }
      return try measured(failure.remedies[number - 1], "\(id) remedy \(number)")
    case .twin(let id, let run):
      guard let value = try twins.run(id, run).value else {
        throw Failure(description: "PyTorch refuses this run of \(id) and measures nothing.")
      }
      return value
    case .figure(let file, let name):
      return try figureNumber(file, name)
    case .status(let row, let field):
      return Double(try await count(row, field))
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

  /// What keeps the interview section from being complete.
  ///
  /// - Parameter page: A lesson's page.
  /// - Returns: A finding for each follow-up without an answer.
  /// - Throws: If the bank of questions cannot be read.
  func unanswered(on page: Page) throws -> [PageFinding] {
    InterviewSection.unanswered(on: page, in: try bank.get())
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

  /// A number of the data that are recorded beside a figure.
  private func figureNumber(_ file: String, _ name: String) throws -> Double {
    let data = Repository.root.appending(path: "Notebooks-md/figures/\(file).json")
    guard let text = try? String(contentsOf: data, encoding: .utf8) else {
      throw Failure(description: "there are no data Notebooks-md/figures/\(file).json.")
    }
    let plot = try Plot(json: text)
    guard let number = plot.number(named: name) else {
      let names = plot.numberNames.map { "“\($0)”" }.joined(separator: ", ")
      throw Failure(description: "the data of this figure have no such number; there are \(names).")
    }
    return number
  }

  private func failureMode(_ id: String) throws -> CourseCatalog.Failure {
    guard let failure = failures[id] else {
      throw Failure(description: "there is no failure mode \(id).")
    }
    return failure
  }

  private func measured(_ outcome: CourseCatalog.Outcome?, _ name: String) throws -> Double {
    guard let value = outcome?.value else {
      throw Failure(description: "\(name) measured nothing: \(outcome?.error ?? "it was not run")")
    }
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
    let outcome = try await Programs(secondsLimit: nil).run(
      [Repository.learnersTool.path, "status", "--json"])
    let object = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    guard outcome.succeeded, let counts = object as? [String: Any] else {
      throw Failure(description: "`learn status --json` failed: \(outcome.errors)")
    }
    status = counts
    return counts
  }
}
