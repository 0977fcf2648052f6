import Foundation

/// A file's bytes, with the path that messages about it name.
package struct ByteFile: Sendable {
  package let path: String
  package let bytes: [UInt8]

  /// Takes bytes as the contents of a file.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Reads a whole file.
  package init(path: String) throws(DatasetError) {
    self.path = path
    do {
      bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw DatasetError(
        kind: .unreadable, path: path, position: .file, expected: "a file that may be read",
        found: ByteFile.obstacle(at: path))
    }
  }

  /// Writes the bytes beside the path and then renames the file, so that no half of it is ever seen.
  package func write() throws(DatasetError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw self.error(
        .unwritable, at: .file, expected: "a folder that can be written to",
        found: FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent)
          ? "one that cannot" : "no such folder")
    }
  }

  /// Why a file could not be read, in a few words.
  private static func obstacle(at path: String) -> String {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      return "no such file"
    }
    let type = attributes[.type] as? FileAttributeType
    return type == .typeDirectory ? "a folder" : "a file that may not be read"
  }

  /// Throws unless the file has bytes and is not compressed.
  package func checkContents() throws(DatasetError) {
    if bytes.isEmpty {
      throw error(.empty, at: .file, expected: "data", found: "a file of 0 bytes")
    }
    // RFC 1952, section 2.3.1: every gzip file begins with these two bytes.
    if bytes.starts(with: [0x1f, 0x8b]) {
      throw error(
        .compressed, at: .byte(0), expected: "an unpacked file: run gunzip on it",
        found: "a gzip file")
    }
  }

  /// An error at a place in this file.
  package func error(
    _ kind: DatasetError.Kind, at position: DatasetError.Position, expected: String, found: String
  ) -> DatasetError {
    DatasetError(kind: kind, path: path, position: position, expected: expected, found: found)
  }
}
