/// Swift source that is read from the left: enough of it for the arguments of a proof.
struct InterviewSource {
  private var rest: Substring

  /// Starts to read a text at its beginning.
  init(_ text: some StringProtocol) { rest = Substring(text) }

  /// Reads a text: one literal or several that are joined by `+`, each on one line or on many.
  ///
  /// The result is `nil` if no such text stands here, if it is cut off, or if it interpolates.
  mutating func text() -> String? {
    guard var text = literal() else { return nil }
    while skip("+") {
      guard let next = literal() else { return nil }
      text += next
    }
    return text
  }

  private mutating func literal() -> String? {
    if skip("\"\"\"") { return block() }
    guard skip("\""), let (line, end) = unescaped(rest, until: "\"") else { return nil }
    rest = rest[end...]
    return line
  }

  /// The lines up to three quotes, without the indentation of the quotes that end them.
  private mutating func block() -> String? {
    guard rest.first == "\n", let end = rest.firstRange(of: /\n *"""/) else { return nil }
    let indentation = rest[end].filter { $0 == " " }.count
    let lines = rest[..<end.lowerBound].dropFirst().split(
      separator: "\n", omittingEmptySubsequences: false)
    rest = rest[end.upperBound...]
    let text = lines.map { $0.dropFirst(indentation) }.joined(separator: "\n")
    return unescaped(text[...], until: nil)?.text
  }

  /// A text with its escapes resolved, and the place after the sign that ends it on its line.
  private func unescaped(
    _ source: Substring, until end: Character?
  ) -> (text: String, end: String.Index)? {
    var (text, place) = ("", source.startIndex)
    while place < source.endIndex {
      let sign = source[place]
      place = source.index(after: place)
      if sign == end { return (text, place) }
      if sign == "\n" && end != nil { return nil }
      guard sign == "\\" else {
        text.append(sign)
        continue
      }
      guard place < source.endIndex, let escaped = Self.escaped(source[place]) else { return nil }
      text.append(escaped)
      place = source.index(after: place)
    }
    return end == nil ? (text, place) : nil
  }

  private static func escaped(_ sign: Character) -> String? {
    switch sign {
    case "\n": ""
    case "n": "\n"
    case "t": "\t"
    case "\"", "\\", "'": String(sign)
    default: nil
    }
  }

  /// Steps over blanks, and over a mark if it stands behind them.
  private mutating func skip(_ mark: String) -> Bool {
    rest = rest.drop { $0.isWhitespace }
    guard rest.hasPrefix(mark) else { return false }
    rest = rest.dropFirst(mark.count)
    return true
  }
}
