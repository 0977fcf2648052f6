// Lines of text for terminals and comments: filled, padded, trimmed.

extension String {
  /// The text in lines that are not longer than a width, broken between words.
  ///
  /// Every line of the text is a paragraph of its own; a line that begins with a space, such as an
  /// example, stays as it is.
  ///
  /// - Parameter width: The greatest number of characters in a line; a longer word stands alone.
  /// - Returns: The lines.
  public func filled(width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      paragraph.first == " " ? [String(paragraph)] : String.fill(paragraph, width)
    }
  }

  private static func fill(_ paragraph: Substring, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }

  /// The text in lines that are not longer than a width; those that fit stay as they are.
  ///
  /// What is too long, such as a line of code or an error of the compiler, goes on below, two columns
  /// further in; a comment at the end of a line goes below as a whole.
  ///
  /// - Parameter width: The greatest number of characters in a line; a longer word stands alone.
  /// - Returns: The lines.
  public func folded(width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { String.fold(String($0), width) }
  }

  private static func fold(_ line: String, _ width: Int) -> [String] {
    let indentation = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
    var lines: [String] = []
    var rest = line
    while rest.count > width {
      let start = rest.firstIndex { $0 != " " } ?? rest.startIndex
      let comment = rest[start...].dropFirst().firstRange(of: " //")?.lowerBound
      let limit = rest.index(rest.startIndex, offsetBy: width + 1)
      let within = rest[start..<Swift.max(start, limit)]
      guard
        let end = comment.flatMap({ within.indices.contains($0) ? $0 : nil })
          ?? within.lastIndex(of: " ") ?? rest[start...].firstIndex(of: " ")
      else { break }
      lines.append(String(rest[..<end]).withoutTrailingSpaces)
      rest = indentation + rest[end...].drop { $0 == " " }
    }
    return lines + [rest]
  }

  /// The text with line breaks between words, so that no terminal breaks it within one.
  ///
  /// - Parameters:
  ///   - width: The greatest number of characters in a line; a longer word stands alone. Two less than
  ///     the terminal has unless it is given.
  ///   - indentation: How far the lines after the first are moved to the right.
  /// - Returns: The broken text; `filled(width:)` says how.
  public func wrapped(
    width: Int = Terminal.width - 2, hangingIndentation indentation: Int = 0
  ) -> String {
    filled(width: width - indentation)
      .joined(separator: "\n" + String(repeating: " ", count: indentation))
  }

  /// The text, followed by spaces up to a width.
  ///
  /// - Parameter width: The number of characters; a longer text stays as it is.
  /// - Returns: The text at the left.
  public func leftAligned(width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text behind spaces up to a width.
  ///
  /// - Parameter width: The number of characters; a longer text stays as it is.
  /// - Returns: The text at the right.
  public func rightAligned(width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text without the spaces at its end.
  public var withoutTrailingSpaces: String {
    var rest = self[...]
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
