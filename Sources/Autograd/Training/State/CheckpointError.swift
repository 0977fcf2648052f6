public import TensorCore

/// What can be wrong with a saved state that shall be restored.
public enum CheckpointError: Error, Equatable {
  /// The run needs values that were not saved, or values were saved that it does not know.
  case names(missing: [String], unknown: [String])
  /// A tensor has another shape than the run's.
  case shape(name: String, expected: Shape, found: Shape)
  /// A value is of another kind than the run's, such as a tensor where a count is needed.
  case kind(name: String, expected: String, found: String)
}

extension CheckpointError: CustomStringConvertible {
  /// What does not fit.
  public var description: String {
    switch self {
    case .names(let missing, let unknown):
      "checkpoint: the names do not fit: missing \(missing), unknown \(unknown)"
    case .shape(let name, let expected, let found):
      "checkpoint: \(name) has the shape \(found), and \(expected) is needed"
    case .kind(let name, let expected, let found):
      "checkpoint: \(name) is \(found), and \(expected) is needed"
    }
  }
}
