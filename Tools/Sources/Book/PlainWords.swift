import Course

/// Texts of the course that have no marks of Markdown, as HTML.
struct PlainWords {
  let site: Site
  let page: String

  /// A text in a line, with names such as `no_grad` as code and with links.
  func html(_ text: String) -> String {
    var result = ""
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      result += index % 2 == 1 ? HTML.code(part) : named(String(part))
    }
    return result
  }

  /// A text of several paragraphs; indented lines are code.
  func blocks(_ text: String) -> String {
    text.split(separator: "\n\n").map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.allSatisfy({ $0.hasPrefix("    ") || $0.isEmpty }) else {
        return "<p>\(html(lines.joined(separator: "\n")))</p>\n"
      }
      let code = lines.map { String($0.dropFirst(4)) }.joined(separator: "\n")
      return
        "<pre tabindex=\"0\"><code>\(site.typesetter.code(code, language: "swift"))</code></pre>\n"
    }.joined()
  }

  /// The heading of what has an id, such as `F1.3 The loss is flat`.
  ///
  /// - Parameters:
  ///   - id: The id.
  ///   - title: The words behind it.
  ///   - level: How deep it is.
  ///   - anchor: The name for links; the id if there is none.
  /// - Returns: The heading.
  func heading(
    _ id: CourseID, _ title: String, level: Int = 2, anchor: String? = nil
  ) -> BookHeading {
    BookHeading(
      level: level, anchor: anchor ?? id.description, title: "\(id) \(title)",
      html: "\(id) \(html(title))")
  }

  private func named(_ text: String) -> String {
    guard text.contains("_") else { return site.references.html(text, on: page) }
    var result = ""
    var end = text.startIndex
    for match in text.matches(of: /[A-Za-z][A-Za-z.]*_[A-Za-z_]+(?:=[A-Za-z]+|\([^()]*\))?/) {
      result += site.references.html(String(text[end..<match.range.lowerBound]), on: page)
      result += HTML.code(match.0)
      end = match.range.upperBound
    }
    return result + site.references.html(String(text[end...]), on: page)
  }
}
