public import Foundation
import Text

/// Where and why a JSON text could not be decoded, in words for the person who has to mend it.
public enum JSONFault {
  /// The place and the problem.
  ///
  /// - Parameters:
  ///   - error: What a `JSONDecoder` threw.
  ///   - data: What it was to decode.
  /// - Returns: A line and column, or a path such as `questions[3].level`; and what is wrong there.
  public static func description(
    of error: any Error, in data: Data
  ) -> (position: String, problem: String) {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return (path(context.codingPath), "the key “\(key.stringValue.excerpt(upTo: 60))” is missing")
    case .typeMismatch(let type, let context):
      return (path(context.codingPath), "a value of another kind than \(type) was found")
    case .valueNotFound(let type, let context):
      return (path(context.codingPath), "a \(type) was expected, nothing found")
    case .dataCorrupted(let context):
      return syntaxFault(in: data) ?? (path(context.codingPath), context.debugDescription.excerpt())
    default:
      return ("the text", "\(error)".excerpt())
    }
  }

  /// Where the text stops being JSON; `nil` if it is JSON.
  ///
  /// The decoder does not say on Linux; the older parser does, as a count of bytes.
  private static func syntaxFault(in data: Data) -> (position: String, problem: String)? {
    do {
      _ = try JSONSerialization.jsonObject(with: data)
      return nil
    } catch {
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? ""
      if let place = detail.firstMatch(of: /line \d+, column \d+/) {
        return (String(place.0), "it is no JSON from here on")
      }
      guard let match = detail.firstMatch(of: /character (\d+)/), let offset = Int(match.1) else {
        return ("the end", "the JSON is not complete")
      }
      let lines = data.prefix(offset).split(separator: 0x0A, omittingEmptySubsequences: false)
      let column = (lines.last?.count ?? 0) + 1
      return ("line \(lines.count), column \(column)", "it is no JSON from here on")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    let path = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    let trimmed = path.hasPrefix(".") ? String(path.dropFirst()) : path
    return trimmed.isEmpty ? "the outermost value" : trimmed.excerpt(upTo: 80)
  }
}
