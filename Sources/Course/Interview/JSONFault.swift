import Foundation

/// Where and why a JSON text could not be decoded, in words for the person who has to mend it.
public enum JSONFault {
  /// The place and the problem.
  ///
  /// - Parameter error: What a `JSONDecoder` threw.
  /// - Returns: A line and column, or a path such as `questions[3].level`; and what is wrong there.
  public static func description(of error: any Error) -> (position: String, problem: String) {
    guard let error = error as? DecodingError else { return ("the text", "\(error)") }
    switch error {
    case .keyNotFound(let key, let context):
      return (path(context.codingPath), "the key “\(key.stringValue)” is missing")
    case .typeMismatch(let type, let context):
      return (path(context.codingPath), "a value of another kind than \(type) was found")
    case .valueNotFound(let type, let context):
      return (path(context.codingPath), "a \(type) was expected, nothing found")
    case .dataCorrupted(let context):
      guard let cause = context.underlyingError as NSError? else {
        return (path(context.codingPath), context.debugDescription)
      }
      let detail = cause.userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(cause)"
      guard let place = detail.firstMatch(of: /(.*?),? ?around (line \d+, column \d+)/) else {
        return ("the text", "it is no JSON: \(detail)")
      }
      return (String(place.2), "it is no JSON: \(place.1)")
    @unknown default:
      return ("the text", "\(error)")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    let path = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    let trimmed = path.hasPrefix(".") ? String(path.dropFirst()) : path
    return trimmed.isEmpty ? "the outermost value" : trimmed
  }
}
