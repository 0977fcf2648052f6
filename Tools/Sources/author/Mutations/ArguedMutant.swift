package import Foundation

/// A survivor that changes nothing, and why; `Tests/Mutants.json` is a list of them.
package struct ArguedMutant: Codable, Equatable, Sendable {
  /// The file, the declaration, and the line before and after.
  package let path, scope, before, after: String

  /// Why nobody can notice it.
  package let reason: String

  /// What names the change.
  package var key: String { [path, scope, before, after].joined(separator: "\n") }

  /// Reads the list of a checkout.
  ///
  /// - Parameter root: The checkout.
  /// - Returns: The list; empty if there is none.
  /// - Throws: What the decoder says.
  package static func all(in root: URL) throws -> [ArguedMutant] {
    let file = root.appending(path: "Tests/Mutants.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return try JSONDecoder().decode([ArguedMutant].self, from: data)
  }

  /// Those whose source no longer has the line, so that the list cannot outlive the code.
  ///
  /// - Parameters:
  ///   - list: The list.
  ///   - source: The text of a file, by its path; `nil` if there is none.
  /// - Returns: The entries.
  package static func outdated(
    _ list: [ArguedMutant], source: (String) throws -> String?
  ) rethrows -> [ArguedMutant] {
    try list.filter { entry in
      guard let text = try source(entry.path) else { return true }
      return !Mutant.all(in: entry.path, text).contains { $0.key == entry.key }
    }
  }
}
