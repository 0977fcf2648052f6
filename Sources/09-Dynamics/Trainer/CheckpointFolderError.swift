public import Autograd

/// What can be wrong with a folder of checkpoints.
public enum CheckpointFolderError: Error, Equatable {
  /// A checkpoint cannot be written; those that were written before are untouched.
  case unwritable(path: String, reason: String)
  /// A run that has not been resumed would write over the checkpoints of another.
  case occupied(path: String)
  /// There are checkpoints, and none of them is whole.
  case unreadable(path: String, reasons: [String])
  /// A checkpoint is whole and belongs to another run; nothing has changed.
  case doesNotFit(path: String, CheckpointError)
}

extension CheckpointFolderError: CustomStringConvertible {
  /// What is wrong, and what is safe.
  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path): the checkpoint cannot be written: \(reason). Older checkpoints are untouched."
    case .occupied(let path):
      "\(path): the folder holds the checkpoints of a run. Resume it, or choose another folder."
    case .unreadable(let path, let reasons):
      "\(path): no checkpoint can be used: \(reasons.joined(separator: "; "))"
    case .doesNotFit(let path, let error):
      "\(path): the checkpoint belongs to another run: \(error)"
    }
  }
}
