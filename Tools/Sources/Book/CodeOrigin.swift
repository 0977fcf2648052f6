/// Where a block of code comes from, as a comment before it says.
enum CodeOrigin: Hashable {
  /// A part of a source, such as `Sources/A/B.swift#tanh`.
  case listing(String)
  /// A failure in PyTorch, and which of its runs.
  case twin(failure: String, run: String)

  /// Reads a comment; `nil` if it says something else.
  ///
  /// - Parameter comment: A block of HTML.
  init?(comment: String) {
    if let match = comment.firstMatch(of: /^\s*<!--\s*listing:\s*(.*?)\s*-->/) {
      self = .listing(String(match.1))
    } else if let match = comment.firstMatch(of: /^\s*<!--\s*twin:\s*(F\d+\.\d+)\s+(.*?)\s*-->/) {
      self = .twin(failure: String(match.1), run: String(match.2))
    } else {
      return nil
    }
  }

  /// The class of the block.
  var name: String {
    switch self {
    case .listing: "listing"
    case .twin(_, let run): run == "broken" || run == "cured" ? "twin \(run)" : "twin"
    }
  }
}
