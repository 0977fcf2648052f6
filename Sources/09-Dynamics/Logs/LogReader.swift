public import Foundation
import Text

/// Reads a run from the log of whichever program wrote it.
///
/// The format is recognized by content, never by the file's name. Lines are read one by one; what is odd is
/// handled and told in the run's notes.
public enum LogReader {
  /// Reads the log in a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - numberLimit: How many numbers are kept; of a longer log steps are left out evenly.
  /// - Returns: The run.
  /// - Throws: `LogError`, which names the file and, where it can, the line.
  public static func run(
    at file: URL, numberLimit: Int = 2_000_000
  ) throws(LogError) -> LoggedRun {
    let handle: FileHandle
    do {
      let values = try file.resourceValues(forKeys: [.isDirectoryKey])
      guard values.isDirectory != true else {
        throw LogError.unreadable(path: file.path, reason: "it is a folder")
      }
      handle = try FileHandle(forReadingFrom: file)
    } catch let error as LogError {
      throw error
    } catch {
      throw .unreadable(path: file.path, reason: "there is no such file, or it may not be read")
    }
    defer { try? handle.close() }
    return try run(of: LogLines(handle), path: file.path, numberLimit: numberLimit)
  }

  /// Reads a log from bytes in memory.
  ///
  /// - Parameters:
  ///   - text: The log.
  ///   - path: The name of the log in messages.
  ///   - numberLimit: How many numbers are kept; of a longer log steps are left out evenly.
  /// - Returns: The run.
  /// - Throws: `LogError`, which names the path and, where it can, the line.
  public static func run(
    of text: String, path: String = "the log", numberLimit: Int = 2_000_000
  ) throws(LogError) -> LoggedRun {
    try run(of: LogLines(bytes: Array(text.utf8)), path: path, numberLimit: numberLimit)
  }

  /// Reads a log from bytes in memory, which need be no text.
  package static func run(of bytes: [UInt8], path: String) throws(LogError) -> LoggedRun {
    try run(of: LogLines(bytes: bytes), path: path, numberLimit: 2_000_000)
  }

  static func run(
    of source: LogLines, path: String, numberLimit: Int
  ) throws(LogError) -> LoggedRun {
    var lines = source
    var first = lines.next()
    while let line = first, line.isBlank { first = lines.next() }
    guard let first else { throw .empty(path: path) }
    if first.bytes.starts(with: [0xFF, 0xFE]) || first.bytes.starts(with: [0xFE, 0xFF]) {
      throw .damaged(path: path, line: 1, expected: "UTF-8", found: "UTF-16")
    }
    let unknown = LogError.unknownFormat(path: path, firstLine: excerpt(first.bytes))
    let start = first.bytes.first { $0 != 32 && $0 != 9 }
    guard start == UInt8(ascii: "{") || start == UInt8(ascii: "[") else {
      guard let header = CSVHeader(first.text) else { throw unknown }
      var reader = CSVLog(header, path: path, numberLimit: numberLimit)
      return try reader.run(of: lines)
    }
    let value = try? JSONScanner.value(of: first.bytes)
    if let value, value["log_history"] == nil, start == UInt8(ascii: "{"), !value.members.isEmpty {
      var reader = JSONLinesLog(path: path, numberLimit: numberLimit)
      return try reader.run(first: first, rest: lines)
    }
    var state = TrainerState(path: path, numberLimit: numberLimit)
    return try state.run(first: first, rest: lines)
  }

  /// The beginning of a line, for a message.
  static func excerpt(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    let shown = text.map { $0.isASCII && $0 >= " " && $0 <= "~" || $0.isLetter ? $0 : "·" }
    return "“\(String(shown))\(bytes.count > 60 ? "…" : "")”"
  }

  /// The names in a note, of many the first few.
  static func list(_ names: [String], upTo limit: Int = 5) -> String {
    let shown = names.prefix(limit).map { $0.excerpt(upTo: 40) }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
