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

  /// Makes the copy like the checkout, and leaves files alone that are, so that little is built anew.
  ///
  /// - Parameter changed: Texts that the copy has in the place of the checkout's, by their paths.
  /// - Throws: What the file system says.
  package func update(with changed: [String: String] = [:]) throws {
    let paths = Set(try Self.files(in: root))
    for path in paths where changed[path] == nil {
      try write(try Data(contentsOf: root.appending(path: path)), to: path)
    }
    for (path, text) in changed { try write(Data(text.utf8), to: path) }
    for path in try Self.files(in: folder) where !paths.contains(path) && changed[path] == nil {
      try FileManager.default.removeItem(at: folder.appending(path: path))
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
