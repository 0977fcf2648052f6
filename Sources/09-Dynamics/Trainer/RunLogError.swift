/// What can be wrong with the log of a run.
public enum RunLogError: Error, Equatable {
  /// A line cannot be written; the lines before it are whole, and it is written when the run goes on.
  case unwritable(path: String, reason: String)
  /// The log of a run that goes on cannot be read.
  case unreadable(path: String, reason: String)
}

extension RunLogError: CustomStringConvertible {
  /// What is wrong, and what is safe.
  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path): a line of the log cannot be written: \(reason). The lines before it are whole."
    case .unreadable(let path, let reason): "\(path): the log cannot be read: \(reason)"
    }
  }
}
