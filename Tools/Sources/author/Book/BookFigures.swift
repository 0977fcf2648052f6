import Foundation
import Notebooks

/// The figures with sliders: computed by the learner's tool, drawn by Node.
enum BookFigures {
  /// Writes the figures' data, and a still picture of each.
  ///
  /// - Parameter assets: The folder `assets` of the book.
  /// - Throws: `BookTypesetting.Failure` with a program's words, or what the file system says.
  static func write(to assets: URL) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let computed = try await Programs().run([Repository.learnersTool.path, "sweeps", "--json"])
    guard computed.succeeded else {
      throw BookTypesetting.Failure(
        description: "The figures with sliders could not be computed. \(computed.errors)")
    }
    let file = folder.url.appending(path: "sweeps.json")
    try Data(computed.output.utf8).write(to: file)
    let script = Repository.root.appending(path: "Tools/Book/sliders.cjs").path
    let drawn = try await Programs().run(["node", script, file.path, assets.path])
    guard drawn.succeeded else {
      throw BookTypesetting.Failure(
        description: "Node could not draw the figures with sliders. \(drawn.errors)")
    }
  }
}
