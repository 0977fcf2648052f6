import Markdown

/// A number in the prose of a page, with its place.
package struct ProseNumber: Hashable, Sendable {
  /// The digits as the page has them, with a sign in front and separators.
  package let text: String

  /// The index of the line.
  package let line: Int

  /// Where it stands in the line, in characters.
  package let columns: Range<Int>

  /// The numbers in a line of prose.
  ///
  /// - Parameters:
  ///   - text: The line, with everything blanked that may hold numbers of its own.
  ///   - line: The index of the line on its page.
  /// - Returns: The numbers, in order.
  package static func all(in text: Substring, line: Int) -> [ProseNumber] {
    text.matches(of: /[-−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/).map { match in
      let first = text.distance(from: text.startIndex, to: match.range.lowerBound)
      let found = String(match.0)
      return ProseNumber(text: found, line: line, columns: first..<(first + found.count))
    }
  }

  /// Whether this is the number that a writer listed; a hyphen in front may join two numbers.
  ///
  /// - Parameter listed: A number as a list has it.
  /// - Returns: Whether it is the same text.
  package func isListed(as listed: String) -> Bool {
    text == listed || String(text.drop { "-−".contains($0) }) == listed
  }
}

extension Page {
  /// The numbers of the prose, those in identifiers, versions, years and the like left out.
  package var proseNumbers: [ProseNumber] {
    let prose = ProseText(of: self)
    return BareNumbers.paragraphs(of: self).flatMap { paragraph in
      zip(
        paragraph,
        BareNumbers.withoutNames(prose.lines[paragraph].joined(separator: "\n"))
          .split(separator: "\n", omittingEmptySubsequences: false)
      ).flatMap { ProseNumber.all(in: $1, line: $0) }
    }
  }

  /// The parts of the page that headings of the levels 1 to 3 begin, as indices of lines.
  package var sections: [Range<Int>] {
    let starts = document.nodes.compactMap { node -> Int? in
      guard case .heading(let level) = node.kind, (1...3).contains(level) else { return nil }
      return node.start.line - 1
    }
    let bounds = [0] + starts + [lines.count]
    return zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
  }
}
