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
      // A handle reads pipes, too, whose length nobody knows beforehand.
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      bytes = [UInt8](try handle.readToEnd() ?? Data())
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
      // By the address: a path without a folder has one, too.
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      throw self.error(
        .unwritable, at: .file, expected: "a folder that can be written to",
        found: FileManager.default.fileExists(atPath: folder) ? "one that cannot" : "no such folder"
      )
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

  /// What other formats that people have their data in begin with.
  private static var signatures: [(bytes: [UInt8], name: String)] {
    [
      (
        [0x50, 0x4b, 0x03, 0x04],
        "a zip archive, as torch.save, numpy.savez and spreadsheets write it"
      ),
      ([0x80, 0x02], "a pickle, as torch.save wrote it before version 1.6"),
      ([0x80, 0x04], "a pickle"), ([0x80, 0x05], "a pickle"),
      ([0x89] + Array("HDF".utf8), "an HDF5 file, as Keras writes it"),
      ([0x93] + Array("NUMPY".utf8), "a file of numpy.save"),
      ([0xff, 0xfe], "a text in UTF-16"), ([0xfe, 0xff], "a text in UTF-16"),
    ]
  }

  /// Throws if the first bytes are those of another format that people have their data in.
  ///
  /// - Parameter expected: What the reader wants instead, and how to come by it.
  /// - Throws: An error of kind `otherFormat`.
  func checkFormat(_ expected: String) throws(DatasetError) {
    guard let other = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) else { return }
    throw error(.otherFormat, at: .byte(0), expected: expected, found: other.name)
  }

  /// An error at a place in this file.
  package func error(
    _ kind: DatasetError.Kind, at position: DatasetError.Position, expected: String, found: String
  ) -> DatasetError {
    DatasetError(kind: kind, path: path, position: position, expected: expected, found: found)
  }
}
