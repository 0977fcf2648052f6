import Foundation
import Notebooks
import author

/// The built tool, run as a program of its own in a checkout of the test's.
struct AuthorTool {
  /// A fresh folder with a `Lessons` folder inside, which the tool takes for the checkout.
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "author-tests-\(UUID())")
    try FileManager.default.createDirectory(
      at: root.appending(path: "Lessons"), withIntermediateDirectories: true)
  }

  /// Where the tool finds the bank.
  var bank: URL { root.appending(path: "Lessons/interview.json") }

  /// Removes everything.
  func clean() { try? FileManager.default.removeItem(at: root) }

  /// Runs the tool.
  func run(_ arguments: [String]) async throws -> ProgramOutcome {
    let tool = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "author").path
    return try await Programs().run([tool] + arguments, environment: ["LEARN_ROOT": root.path])
  }
}
