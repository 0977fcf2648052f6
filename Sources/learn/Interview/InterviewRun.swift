import Course
import Foundation
import Notebooks

/// A run of proofs: `swift test` with every proof leaving its words and evidence in a folder.
package enum InterviewRun {
  /// Where the bank of the course is stored.
  static var bankFile: URL { Repository.root.appending(path: "Lessons/interview.json") }

  /// Runs the proofs whose test names match, and gathers what they leave.
  ///
  /// - Parameters:
  ///   - filter: A regular expression, as `swift test --filter` takes it.
  ///   - lesson: The only lesson to build, with two digits; `nil` for all.
  /// - Returns: The words and evidence as of now.
  /// - Throws: `ProofsFailed`, or what gathering throws.
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
    guard outcome.succeeded else { throw InterviewBank.ProofsFailed(output: outcome.output) }
    return try InterviewBank(exportedTo: folder)
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
