/// Why a log cannot be read.
public enum LogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// There is nothing in the file.
  case empty(path: String)
  /// The file is none of the logs that are known.
  case unknownFormat(path: String, firstLine: String)
  /// A line, or several, are not what the format says; nothing after them can be trusted.
  case damaged(path: String, line: Int, expected: String, found: String)
  /// The file is a log, and no step of it has a loss.
  case withoutLosses(path: String, names: [String])

  /// What is wrong, where, and what was expected.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .empty(let path): "\(path) is empty."
    case .unknownFormat(let path, let firstLine):
      """
      \(path), line 1: this is no log that is known here. Known are JSON lines (RunLog, doctor.py), CSV with a \
      header (Lightning, Keras) and trainer_state.json (Hugging Face). Found: \(firstLine)
      """
    case .damaged(let path, let line, let expected, let found):
      "\(path), line \(line): expected \(expected), found: \(found)"
    case .withoutLosses(let path, let names):
      """
      \(path) has no training loss: no number under a name that is known, such as loss or train_loss. Names found: \
      \(names.isEmpty ? "nothing" : LogReader.list(names, upTo: 20))
      """
    }
  }
}
