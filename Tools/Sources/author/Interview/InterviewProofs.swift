import Course
import Foundation
import Notebooks

/// A run of all proofs: `swift test` with every proof leaving its words and evidence in a folder.
enum InterviewProofs {
  /// Runs the proofs whose test names match, and gathers what they leave.
  ///
  /// - Parameter filter: A regular expression, as `swift test --filter` takes it.
  /// - Returns: The words and evidence as of now.
  /// - Throws: `ProofsFailed`, or what gathering throws.
  static func bank(filter: String) async throws -> InterviewBank {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let outcome = try await Programs(secondsLimit: nil).runWithOneStream(
      [
        "swift", "test", "--package-path", Repository.root.path, "--disable-xctest", "--filter",
        filter,
      ],
      environment: ["LEARN_EXPORT": folder.url.path])
    guard outcome.succeeded else { throw InterviewBank.ProofsFailed(output: outcome.output) }
    return try InterviewBank(exportedTo: folder.url)
  }
}
