import Course
import Foundation

/// A run of proofs: `swift test` with every proof leaving its words and figures in a folder.
package enum InterviewRun {
  /// Why a run gave no bank.
  enum Failure: Error, CustomStringConvertible {
    /// A proof failed, or the tests could not be built.
    case testsFailed(output: String)
    /// The folder holds no proofs.
    case nothingExported(String)

    /// What happened, with what the tests said of it if they failed.
    var description: String {
      switch self {
      case .testsFailed(let output):
        InterviewRun.telling(output).joined(separator: "\n")
          + "\nThe proofs failed or could not be built."
      case .nothingExported(let place): "No proof of an interview question was found \(place)."
      }
    }
  }

  /// The lines of a test run that name a failure, each once.
  private static func telling(_ output: String) -> [Substring] {
    var seen: Set<Substring> = []
    return output.split(separator: "\n").filter {
      ($0.contains("✘") || $0.contains(": error:")) && seen.insert($0).inserted
    }
  }

  /// Where the bank of the course is stored.
  static var bankFile: URL { Repository.root.appending(path: "Lessons/interview.json") }

  /// Runs the proofs whose test names match, and gathers what they leave.
  ///
  /// - Parameters:
  ///   - filter: A regular expression, as `swift test --filter` takes it.
  ///   - lesson: The only lesson to build, with two digits; `nil` for all.
  /// - Returns: The words and figures as of now.
  /// - Throws: `Failure`, or `InterviewBankError` for a file that a proof left damaged.
  static func bank(filter: String, lesson: String? = nil) throws -> InterviewBank {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "learn-interview-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var words = ["swift", "test", "--disable-xctest", "--filter", filter]
    var environment = ["LEARN_EXPORT": folder.path]
    if let lesson {
      // As `./learn test 05` does, so that an exercise of another lesson cannot stand in the way.
      words += ["--scratch-path", ".build/lesson\(lesson)"]
      environment["LESSON"] = lesson
    }
    let outcome = try Program(
      words: words, environment: environment, secondsLimit: nil
    ).runWithOneStream()
    guard outcome.succeeded else { throw Failure.testsFailed(output: outcome.output) }
    return try bank(exportedTo: folder)
  }

  /// Gathers what proofs have left in a folder.
  ///
  /// - Parameter folder: The folder that `LEARN_EXPORT` named during a test run.
  /// - Returns: The words and figures.
  /// - Throws: `Failure`, or `InterviewBankError` for a damaged file.
  static func bank(exportedTo folder: URL) throws -> InterviewBank {
    let files = try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
    guard !files.isEmpty else { throw Failure.nothingExported("in \(folder.path)") }
    return InterviewBank(try files.flatMap { try InterviewBank(contentsOf: $0).questions })
  }

  /// The expression that selects one proof and nothing else.
  ///
  /// - Parameter proof: A proof as the bank names it, such as `Module.Suite/What is it?`.
  /// - Returns: The expression; every sign that might be special stands as a point.
  package static func filter(selecting proof: String) -> String {
    let parts = proof.split(separator: "/", maxSplits: 1)
    let suite = parts[0].split(separator: ".").last ?? parts[0]
    let function = parts.count == 2 ? parts[1] : ""
    let pattern = function.map { sign in
      sign == " " || sign.isASCII && (sign.isLetter || sign.isNumber) ? String(sign) : "."
    }
    return "\(suite)/.\(pattern.joined())."
  }
}
