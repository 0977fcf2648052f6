package import Foundation

/// The folder that the book is written to.
package struct BookFolder {
  /// Why it cannot be.
  package struct Refused: Error, CustomStringConvertible {
    /// What is wrong, and what to do.
    package let description: String
  }

  /// The name of the file by which a book is known as one.
  package static var marker: String { ".made-by-learn-book" }

  /// The folder.
  package let url: URL

  /// Takes a folder that is empty, missing or a book, and empties it.
  ///
  /// - Parameter url: The folder.
  /// - Throws: `Refused` if it holds something else, or cannot be written to.
  package init(emptying url: URL) throws(Refused) {
    self.url = url
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: url.path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw Refused(description: "\(url.path) is a file: choose a folder with --output.")
      }
      guard let names = try? files.contentsOfDirectory(atPath: url.path) else {
        throw Refused(
          description: "\(url.path) cannot be read: choose another folder with --output.")
      }
      guard names.isEmpty || names.contains(Self.marker) else {
        throw Refused(
          description: """
            \(url.path) holds something that is not a book, and nothing of it is deleted: choose an empty folder with \
            --output.
            """)
      }
      do {
        for name in names where name != Self.marker {
          try files.removeItem(at: url.appending(path: name))
        }
      } catch {
        throw Refused(
          description:
            "The old book in \(url.path) cannot be removed: \(error.localizedDescription)")
      }
    }
    do {
      try files.createDirectory(at: url, withIntermediateDirectories: true)
      try Data("./learn book made this folder and empties it.\n".utf8).write(
        to: url.appending(path: Self.marker))
    } catch {
      throw Refused(
        description: "\(url.path) cannot be written to: choose another folder with --output.")
    }
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - data: What is to stand in it.
  ///   - path: The file, from the root of the book.
  /// - Throws: What the file system says.
  package func write(_ data: Data, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// Copies a file.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - path: The copy, from the root of the book.
  /// - Throws: What the file system says.
  package func copy(_ source: URL, to path: String) throws {
    try write(try Data(contentsOf: source), to: path)
  }
}
