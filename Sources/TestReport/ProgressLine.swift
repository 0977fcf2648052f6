import Foundation

/// One line that says what is going on: rewritten on a terminal, a new one now and then elsewhere.
struct ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let width: Int
  private var shown = ""
  private var shownAt = -10.0

  /// Creates a line that nothing was written to.
  ///
  /// - Parameter width: The greatest number of characters.
  init(width: Int) { self.width = width }

  /// Shows a state, if it is time to.
  ///
  /// - Parameters:
  ///   - text: What is going on.
  ///   - seconds: The seconds since the beginning.
  mutating func show(_ text: String, at seconds: Double) {
    guard seconds - shownAt >= (isTerminal ? 0.2 : 10) else { return }
    shownAt = seconds
    let line = String("\(text), \(Int(seconds)) s".prefix(width - 1))
    guard line != shown else { return }
    shown = line
    write(isTerminal ? "\r\u{1B}[K\(line)" : line + "\n")
  }

  /// Takes the line away from a terminal.
  func clear() { if isTerminal { write("\r\u{1B}[K") } }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
