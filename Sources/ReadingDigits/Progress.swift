import Foundation
import Text

/// Something that is told how far a long computation has come.
protocol Progress {
  /// Tells that so many steps are made.
  func report(_ done: Int, detail: String)

  /// Tells the result.
  func finish(_ result: String)
}

/// Progress that nobody watches.
struct SilentProgress: Progress {
  func report(_ done: Int, detail: String) {}
  func finish(_ result: String) {}
}

/// A bar that fills in a terminal; elsewhere plain lines, a few of them.
struct ProgressLine: Progress {
  let title: String
  let total: Int

  /// Whether standard output is a terminal, where a line can be written over.
  private let isTerminal = isatty(STDOUT_FILENO) == 1

  init(title: String, total: Int) {
    self.title = title
    self.total = total
  }

  func report(_ done: Int, detail: String) {
    if isTerminal {
      let end = "  \(done)/\(total)  \(detail)"
      // A line that is longer than the terminal could not be written over.
      let length = max(0, min(30, Terminal.width - title.count - 3 - end.count))
      let filled = total == 0 ? 0 : length * done / total
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
      write("\r\(title)  \(bar)\(end)")
    } else if done == 1 || done == total || done % max(1, total / 6) == 0 {
      write("\(title): epoch \(done) of \(total), \(detail)\n")
    }
  }

  func finish(_ result: String) {
    // The escape sequence clears what is left of the bar's line.
    let text = "\(title): \(result)".wrapped() + "\n"
    write(isTerminal ? "\r\u{1B}[K" + text : text)
  }

  private func write(_ text: String) {
    print(text, terminator: "")
    fflush(nil)
  }
}
