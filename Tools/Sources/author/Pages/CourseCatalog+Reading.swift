import Course
import Foundation
import Notebooks

extension CourseCatalog {
  /// Why the learner's tool did not say what the lessons register.
  struct Unreadable: Error, CustomStringConvertible {
    /// The program's own words.
    let words: String

    /// What happened, and what to do.
    var description: String {
      "The learner's tool did not say what the lessons register: start this program with ./learn. \(words)"
    }
  }

  /// Asks the learner's tool what the lessons register.
  ///
  /// - Parameter measured: Whether all failure modes are run.
  /// - Returns: The catalog.
  /// - Throws: `Unreadable`, with the program's own words.
  static func read(measured: Bool = false) async throws -> CourseCatalog {
    let words = [Repository.learnersTool.path, "catalog"] + (measured ? ["--measured"] : [])
    let outcome = try await Programs(secondsLimit: nil).run(words)
    guard outcome.succeeded else { throw Unreadable(words: outcome.errors) }
    return try JSONDecoder().decode(CourseCatalog.self, from: Data(outcome.output.utf8))
  }
}
