public import Foundation

/// A folder that is thrown away after use.
public struct TemporaryFolder {
  /// Where the folder lies.
  public let url: URL

  /// Makes an empty folder.
  ///
  /// - Throws: What the file system says.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "learn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Throws the folder away with all that is in it.
  public func remove() { try? FileManager.default.removeItem(at: url) }

  /// Makes an empty file to write to.
  ///
  /// - Parameter name: Its name.
  /// - Returns: The file, opened.
  /// - Throws: What the file system says.
  public func newFile(_ name: String) throws -> FileHandle {
    let file = url.appending(path: name)
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  /// Reads a file.
  ///
  /// - Parameter name: Its name.
  /// - Returns: Its text.
  /// - Throws: What the file system says.
  public func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - text: Its text.
  ///   - name: Its name.
  /// - Returns: Its path.
  /// - Throws: What the file system says.
  public func write(_ text: String, to name: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
