import Foundation
import Notebooks

/// The run of Node that sets the formulas of the book and colors its code.
enum BookTypesetting {
  /// Why the run failed.
  struct Failure: Error, CustomStringConvertible {
    /// What is wrong, and what to do.
    let description: String
  }

  /// Sets a request.
  ///
  /// - Parameters:
  ///   - request: Formulas and code, as JSON.
  ///   - assets: The folder of the book that gets KaTeX's style and fonts.
  /// - Returns: The answer, as JSON.
  /// - Throws: `Failure` with the program's words, or what the file system says.
  static func answer(to request: Data, assets: URL) async throws -> Data {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (question, answer) = (
      folder.url.appending(path: "request.json"), folder.url.appending(path: "answer.json")
    )
    try request.write(to: question)
    let script = Repository.root.appending(path: "Tools/Book/typeset.cjs").path
    let outcome = try await Programs(secondsLimit: 600).run(
      ["node", script, question.path, answer.path, assets.path])
    guard outcome.succeeded else {
      throw Failure(description: "Node could not set the book. \(outcome.errors)")
    }
    return try Data(contentsOf: answer)
  }
}
