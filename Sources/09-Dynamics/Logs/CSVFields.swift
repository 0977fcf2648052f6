/// The fields of a line of CSV.
///
/// A field may stand between quotes, and hold separators, ends of lines and doubled quotes then (RFC 4180).
enum CSVFields {
  /// The fields of a text that holds a whole row.
  ///
  /// - Parameters:
  ///   - text: The row.
  ///   - separator: What stands between two fields.
  /// - Returns: The fields without quotes around them, or `nil` if a quote is still open at the end: the row goes
  ///   on in the next line.
  static func fields(of text: String, separator: Character) -> [String]? {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuoted = false
    var characters = text.makeIterator()
    var waiting = characters.next()
    while let character = waiting {
      waiting = characters.next()
      switch character {
      case "\"" where isQuoted && waiting == "\"":
        field.append("\"")
        waiting = characters.next()
      case "\"" where isQuoted:
        isQuoted = false
      case "\"" where !wasQuoted && field.allSatisfy(\.isWhitespace):
        (isQuoted, wasQuoted, field) = (true, true, "")
      case separator where !isQuoted:
        fields.append(field)
        (field, wasQuoted) = ("", false)
      default:
        field.append(character)
      }
    }
    guard !isQuoted else { return nil }
    return fields + [field]
  }

  /// The separator of a header: of comma, semicolon and tab the most frequent.
  static func separator(of header: String) -> Character {
    let separators: [Character] = [",", ";", "\t"]
    let counts = separators.map { separator in header.count { $0 == separator } }
    return zip(separators, counts).max { $0.1 < $1.1 }?.0 ?? ","
  }
}
