public import Foundation

extension InterviewBank {
  /// Gathers what proofs have left in a folder.
  ///
  /// - Parameter folder: The folder that `LEARN_EXPORT` named during a test run.
  /// - Throws: `NothingExported`, `InterviewBankError` for a damaged file, or what the file system says.
  public init(exportedTo folder: URL) throws {
    let files = try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
    guard !files.isEmpty else { throw NothingExported(place: "in \(folder.path)") }
    self.init(try files.flatMap { try InterviewBank(contentsOf: $0).questions })
  }

  /// The error of a test run that ran no proof.
  public struct NothingExported: Error, Hashable, CustomStringConvertible {
    /// Where a proof was expected.
    let place: String

    /// Creates the error.
    ///
    /// - Parameter place: Where a proof was expected, such as `under the id 01.01`.
    public init(place: String) { self.place = place }

    /// What was not found.
    public var description: String { "No proof of an interview question was found \(place)." }
  }

  /// The error of a test run in which proofs failed, or that could not be built.
  public struct ProofsFailed: Error, Hashable, CustomStringConvertible {
    /// What the run printed.
    package let output: String

    /// Creates the error.
    ///
    /// - Parameter output: What the run printed.
    public init(output: String) { self.output = output }

    /// The lines of the run that name a failure, each once.
    public var description: String {
      var seen: Set<Substring> = []
      let telling = output.split(separator: "\n").filter {
        ($0.contains("✘") || $0.contains(": error:")) && seen.insert($0).inserted
      }
      return telling.joined(separator: "\n") + "\nThe proofs failed or could not be built."
    }
  }
}
