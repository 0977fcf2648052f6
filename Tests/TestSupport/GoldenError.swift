/// What is wrong when reference values cannot be read.
public enum GoldenError: Error, Equatable {
  /// There is no file of reference values at `path`.
  case missingFixture(path: String)

  /// The file at `path` is not a fixture, for the reason given.
  case unreadableFixture(path: String, reason: String)

  /// The fixture holds no array of this name; `closest` are names that it holds.
  case missingName(String, fixture: String, closest: [String])

  /// The fixture's array is not of the kind asked for.
  case unfitArray(String, fixture: String, expected: String, found: String)
}

extension GoldenError: CustomStringConvertible {
  /// One sentence that names the fixture and says what to do.
  public var description: String {
    switch self {
    case .missingFixture(let path):
      "There is no fixture \(path); its script, lessonNN.py beside it, writes it."
    case .unreadableFixture(let path, let reason):
      "The fixture \(path) cannot be read: \(reason)"
    case .missingName(let name, let fixture, let closest):
      closest.isEmpty
        ? "\(fixture) holds no array '\(name)'."
        : "\(fixture) holds no array '\(name)'; close to it are "
          + closest.map { "'\($0)'" }.joined(separator: ", ") + "."
    case .unfitArray(let name, let fixture, let expected, let found):
      "The array '\(name)' of \(fixture) is not \(expected): \(found)."
    }
  }
}
