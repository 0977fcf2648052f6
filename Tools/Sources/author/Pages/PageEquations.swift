package import Notebooks

/// The equations of a lesson: their tags on the page, and where the sources cite them.
package enum PageEquations {
  /// A number of an equation, at a place.
  package struct Mention: Hashable, Sendable {
    /// The number, such as `5.2`.
    package let number: String
    /// The file, relative to the checkout.
    package let path: String
    /// The line, from 1.
    package let line: Int

    /// The number of the lesson that the equation belongs to.
    package var lesson: Int? { number.split(separator: ".").first.flatMap { Int($0) } }

    /// The position of the equation in its lesson.
    package var position: Int? { number.split(separator: ".").last.flatMap { Int($0) } }
  }

  /// The tags on a page, as in `\tag{5.2}`.
  ///
  /// - Parameter page: The page.
  /// - Returns: The tags, in order.
  package static func tags(in page: Page) -> [Mention] {
    // Tags count in mathematics, which a fence `math` may hold too; elsewhere fences show examples.
    var lines = page.linesWithoutCode
    for fence in page.fences where fence.info == ["math"] {
      for index in (fence.start + 1)..<fence.end { lines[index] = page.lines[index] }
    }
    return lines.enumerated().flatMap { index, line in
      line.matches(of: /\\tag\{([^}]*)\}/).map {
        Mention(number: String($0.1), path: page.path, line: index + 1)
      }
    }
  }

  /// The citations in a text, as in `(equation 5.2)` and `(equations 1.1 and 1.2)`.
  ///
  /// - Parameters:
  ///   - text: The text of a file.
  ///   - path: The file, relative to the checkout.
  /// - Returns: The citations, in order; of `equations 1.1 to 1.3` those between as well.
  package static func citations(in text: String, path: String) -> [Mention] {
    let pattern =
      /(?i)\bequations?\s+([0-9]+\.[0-9]+(?:(?:\s*,\s*and\s+|\s*,\s*|\s*–\s*|\s+and\s+|\s+to\s+|\s+or\s+)[0-9]+\.[0-9]+)*)/
    var line = 1
    var counted = text.startIndex
    return text.matches(of: pattern).flatMap { match -> [Mention] in
      line += text[counted..<match.range.lowerBound].count { $0 == "\n" }
      counted = match.range.lowerBound
      return numbers(in: match.1).map { Mention(number: $0, path: path, line: line) }
    }
  }

  /// The citations in the comments of a Swift source.
  ///
  /// - Parameters:
  ///   - source: The text of the file.
  ///   - path: The file, relative to the checkout.
  /// - Returns: The citations, in order.
  package static func citations(inSource source: String, path: String) -> [Mention] {
    // Parsing Swift takes most of the time, and most files cite nothing.
    guard source.contains("quation") else { return [] }
    return SwiftComment.all(in: source).flatMap { comment in
      citations(in: comment.text, path: path).map {
        Mention(number: $0.number, path: path, line: comment.line + $0.line - 1)
      }
    }
  }

  private static func numbers(in list: Substring) -> [String] {
    var numbers: [String] = []
    var end = list.startIndex
    for match in list.matches(of: /([0-9]+)\.([0-9]+)/) {
      let isRange = list[end..<match.range.lowerBound].contains { "–t".contains($0) }
      if isRange, let last = numbers.last?.split(separator: ".").last.flatMap({ Int($0) }),
        let next = Int(match.2), last < next
      {
        numbers += ((last + 1)..<next).map { "\(match.1).\($0)" }
      }
      numbers.append(String(match.0))
      end = match.range.upperBound
    }
    return numbers
  }

  /// What is wrong between the tags of the pages and the citations.
  ///
  /// - Parameters:
  ///   - pages: All pages; those of lessons have tags, and any may cite them.
  ///   - sources: The sources of each lesson by its number: paths and texts.
  /// - Returns: Tags that are out of order, double or not cited, and citations without a tag.
  package static func findings(
    in pages: [Page], sources: [Int: [(path: String, text: String)]]
  ) -> [PageFinding] {
    let tags = pages.map { page in (page: page, tags: PageEquations.tags(in: page)) }
    let known = Set(tags.flatMap { $0.tags.map(\.number) })
    let citations = sources.mapValues { files in
      files.flatMap { PageEquations.citations(inSource: $0.text, path: $0.path) }
    }
    var findings: [PageFinding] = []
    for (page, tags) in tags {
      guard let lesson = page.lesson else { continue }
      findings += order(of: tags, lesson: lesson)
      let cited = Set((citations[lesson] ?? []).map(\.number))
      for tag in tags where !cited.contains(tag.number) {
        findings.append(
          PageFinding(
            tag.path, tag.line,
            """
            No source of the lesson cites (equation \(tag.number)): cite it at the line that computes \
            it, or take the tag away.
            """))
      }
    }
    let written = Set(pages.compactMap(\.lesson))
    let onPages = pages.flatMap { page in
      PageEquations.citations(
        in: ProseText(of: page).lines.joined(separator: "\n"), path: page.path)
    }
    for mention in citations.values.joined() + onPages where !known.contains(mention.number) {
      guard let lesson = mention.lesson, written.contains(lesson) else { continue }
      findings.append(
        PageFinding(
          mention.path, mention.line,
          "The page of lesson \(lesson) has no equation \(mention.number): tag it there, or correct this."
        ))
    }
    return findings
  }

  private static func order(of tags: [Mention], lesson: Int) -> [PageFinding] {
    var findings: [PageFinding] = []
    var last = 0
    for tag in tags {
      guard tag.lesson == lesson, let position = tag.position else {
        findings.append(
          PageFinding(
            tag.path, tag.line, "\\tag{\(tag.number)} does not begin with the lesson's number."))
        continue
      }
      if position <= last {
        findings.append(
          PageFinding(
            tag.path, tag.line,
            "\\tag{\(tag.number)} follows \(lesson).\(last): tags ascend down the page."))
      }
      last = max(last, position)
    }
    return findings
  }
}
