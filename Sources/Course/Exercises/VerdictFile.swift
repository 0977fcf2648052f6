public import Foundation

/// The file by which the program that checks an exercise tells its verdict.
///
/// An exit status will not do: an answer that calls `exit(0)` ends the program with the status of a
/// right one. The file holds a word that was drawn for this run; the program takes it away before
/// it calls the answer, and gives it back with the verdict, which the answer cannot.
public struct VerdictFile: Sendable {
  /// Where the file is.
  public let url: URL

  private let word: String

  /// Writes a new file.
  ///
  /// - Parameter url: Where; nothing may be there yet that is still needed.
  /// - Throws: An error if it cannot be written.
  public init(at url: URL) throws {
    self.url = url
    word = UUID().uuidString
    try Data(word.utf8).write(to: url)
  }

  /// The verdict that the program gave: the exit status that belongs to it.
  ///
  /// - Returns: `nil` if the program ended, or was ended, before its checker had come to a verdict.
  public var status: Int32? {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n")
    guard lines.count == 2, lines[0] == word else { return nil }
    return Int32(lines[1])
  }

  /// What the program holds while the answer runs.
  struct Receipt {
    private let url: URL
    private let word: String

    /// Takes the word out of the file.
    init(taking url: URL) {
      self.url = url
      word = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
      try? FileManager.default.removeItem(at: url)
    }

    /// Gives the word back with the verdict.
    func sign(_ verdict: Verdict) {
      try? Data("\(word)\n\(verdict.exitStatus)\n".utf8).write(to: url)
    }
  }
}
