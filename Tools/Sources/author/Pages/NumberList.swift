import Markdown

/// The comment at the end of a section that lists its measured numbers with their origins.
package struct NumberList: Hashable, Sendable {
  /// A number and where it comes from.
  package struct Entry: Hashable, Sendable {
    /// The index of the line.
    package let line: Int

    /// The number as the prose has it.
    package let text: String

    /// The words that name the origin; empty if there are none.
    package let origin: String

    /// The number without a percent sign.
    package var number: String { text.replacing(/\s*%$/, with: "") }

    /// The source that an origin such as `source: somebody, 1999` names; `nil` for other origins.
    package var source: String? {
      origin.wholeMatch(of: /source:\s*(\S.*)/).map { String($0.1) }
    }
  }

  /// The indices of the lines of the section.
  package let section: Range<Int>

  /// The indices of the lines of the comment.
  package let lines: Range<Int>

  /// The numbers, in order.
  package let entries: [Entry]

  /// The lists of a page.
  ///
  /// - Parameter page: The page.
  /// - Returns: The lists, in order.
  package static func all(in page: Page) -> [NumberList] {
    let sections = page.sections
    return page.document.nodes.compactMap { node in
      guard node.kind == .htmlBlock, node.literal.prefixMatch(of: /\s*<!--\s*numbers\b/) != nil
      else { return nil }
      let lines = node.lines
      let section = sections.first { $0.contains(lines.lowerBound) } ?? lines
      let entries = lines.compactMap { index -> Entry? in
        let words = page.lines[index]
          .replacing(/^\s*<!--\s*numbers\b/, with: "").replacing(/-->.*$/, with: "")
          .replacing(/^\s+|\s+$/, with: "")
        guard let match = words.wholeMatch(of: /(\S+(?: %)?)(?:\s+(\S.*))?/) else { return nil }
        return Entry(line: index, text: String(match.1), origin: match.2.map(String.init) ?? "")
      }
      return NumberList(section: section, lines: lines, entries: entries)
    }
  }

  /// What is wrong with the place of the list.
  ///
  /// - Parameter page: The page.
  /// - Returns: A sentence, or `nil` if the list stands alone at the end of its section.
  package func misplacement(on page: Page) -> String? {
    func isEmpty(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }
    if lines.lowerBound > 0, !isEmpty(page.lines[lines.lowerBound - 1]) {
      return "A list of numbers needs an empty line above it."
    }
    let after = page.lines[min(lines.upperBound, section.upperBound)..<section.upperBound]
    guard after.allSatisfy({ isEmpty($0) || $0 == InterviewSection.beginMarker }) else {
      return "A list of numbers ends its section: move it down to the next heading."
    }
    return nil
  }
}
