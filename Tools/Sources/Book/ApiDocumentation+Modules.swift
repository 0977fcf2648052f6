package import Foundation

extension ApiDocumentation {
  /// A public module and where it stands on the page of all modules.
  package struct Module: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The heading that it stands under.
    package let group: String
    /// Its folder, relative to the checkout.
    package let folder: String
  }

  /// The public modules, in the order in which a reader meets them.
  ///
  /// - Parameter checkout: The checkout.
  /// - Returns: The modules.
  /// - Throws: What the file system says.
  package static func modules(in checkout: URL) throws -> [Module] {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: checkout.appending(path: "Sources").path)
    let lessons = folders.sorted().compactMap { folder in
      folder.wholeMatch(of: /[0-9][0-9]-([A-Za-z]+)/).map {
        Module(name: String($0.1), group: "The lessons", folder: "Sources/\(folder)")
      }
    }
    func named(_ names: [String], _ group: String) -> [Module] {
      names.map { Module(name: $0, group: group, folder: "Sources/\($0)") }
    }
    return named(["TensorCore", "Datasets", "Autograd"], "The core") + lessons
      + named(["Course", "Text", "Plots", "Notebooks"], "The course around them")
  }
}
