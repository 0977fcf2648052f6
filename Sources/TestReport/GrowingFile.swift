import Foundation

/// A file that a program still writes, read line by line.
struct GrowingFile {
  private let path: String
  private var handle: FileHandle?
  private var rest: [UInt8] = []

  /// Creates a reader of a file that need not exist yet.
  ///
  /// - Parameter path: The path of the file.
  init(_ path: String) { self.path = path }

  /// The lines that were added since the last call, without the last one if it has no end yet.
  mutating func newLines() -> [Substring] {
    if handle == nil { handle = FileHandle(forReadingAtPath: path) }
    guard let data = try? handle?.readToEnd(), !data.isEmpty else { return [] }
    rest += data
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let text = String(decoding: rest[..<end], as: UTF8.self)
    rest.removeSubrange(...end)
    return text.split(separator: "\n")
  }
}
