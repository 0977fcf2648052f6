package import Foundation

/// A copy of the checkout in which sources are changed, so that the checkout itself never is.
package struct MutantCopy {
  /// The checkout.
  let root: URL

  /// The copy.
  package let folder: URL

  /// Chooses a folder for a copy.
  ///
  /// - Parameters:
  ///   - root: The checkout.
  ///   - folder: Where the copy is; it need not be there yet.
  package init(of root: URL, in folder: URL) {
    (self.root, self.folder) = (root, folder)
  }

  /// Where the copy builds a source that holds changes, beside the one that tests may read.
  ///
  /// - Parameter path: The source, relative to the checkout.
  /// - Returns: A path of as many folders, so that what a program finds from its source is found.
  package static func built(_ path: String) -> String {
    "Mutants/" + path.split(separator: "/").dropFirst().joined(separator: "/")
  }

  /// Makes the copy like the checkout, and leaves files alone that are, so that little is built anew.
  ///
  /// - Parameters:
  ///   - changed: Texts that the copy has in the place of the checkout's, by their paths.
  ///   - folders: Folders that the copy has twice: as they are, and where they are built.
  /// - Throws: What the file system says.
  package func update(with changed: [String: String] = [:], building folders: [String] = []) throws
  {
    var origins = Dictionary(uniqueKeysWithValues: try Self.files(in: root).map { ($0, $0) })
    for path in origins.keys where folders.contains(where: { path.hasPrefix("\($0)/") }) {
      origins[Self.built(path)] = path
    }
    for (path, origin) in origins where changed[path] == nil {
      try write(try Data(contentsOf: root.appending(path: origin)), to: path)
    }
    for (path, text) in changed { try write(Data(text.utf8), to: path) }
    for path in try Self.files(in: folder) where origins[path] == nil && changed[path] == nil {
      try FileManager.default.removeItem(at: folder.appending(path: path))
    }
  }

  /// Shows tests that read the sources one change alone, while something is done.
  ///
  /// - Parameters:
  ///   - mutant: The change.
  ///   - body: What is done.
  /// - Returns: What it gives.
  /// - Throws: What it throws, or what the file system says.
  package func showing<Result>(
    _ mutant: Mutant, _ body: () async throws -> Result
  ) async throws -> Result {
    let original = try Data(contentsOf: root.appending(path: mutant.path))
    var changed = original
    changed.replaceSubrange(mutant.range, with: Data(mutant.replacement.utf8))
    try write(changed, to: mutant.path)
    do {
      let result = try await body()
      try write(original, to: mutant.path)
      return result
    } catch {
      try write(original, to: mutant.path)
      throw error
    }
  }

  private func write(_ data: Data, to path: String) throws {
    let file = folder.appending(path: path)
    if let present = try? Data(contentsOf: file), present == data { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    // A script stays one.
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: root.appending(path: path).path)
    if let permissions = attributes?[.posixPermissions] {
      try FileManager.default.setAttributes(
        [.posixPermissions: permissions], ofItemAtPath: file.path)
    }
  }

  /// The files of a folder, relative to it, without what is built and what belongs to git.
  private static func files(in folder: URL) throws -> [String] {
    guard let all = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    var files: [String] = []
    while let path = all.nextObject() as? String {
      let name = path.split(separator: "/").last ?? ""
      let type = all.fileAttributes?[.type] as? FileAttributeType
      if type == .typeDirectory {
        if [".build", ".git", ".venv", "__pycache__"].contains(name) { all.skipDescendants() }
      } else if type == .typeRegular {
        files.append(path)
      }
    }
    return files
  }
}
