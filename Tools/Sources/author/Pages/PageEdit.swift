/// A change that brings a page into agreement with its origins.
package struct PageEdit: Hashable, Sendable {
  /// The indices of the lines that are replaced.
  package let lines: Range<Int>

  /// What stands there afterward.
  package let replacement: [String]

  /// What differs, for a reader who only checks.
  package let message: String

  /// Creates a change.
  ///
  /// - Parameters:
  ///   - lines: The indices of the lines that are replaced.
  ///   - replacement: What stands there afterward.
  ///   - message: What differs.
  package init(_ lines: Range<Int>, _ replacement: [String], _ message: String) {
    self.lines = lines
    self.replacement = replacement
    self.message = message
  }
}

/// A Markdown page of the course.
package struct Page: Hashable, Sendable {
  /// The file, relative to the checkout.
  package let path: String

  /// The lines.
  package let lines: [String]

  /// The fenced blocks.
  package let fences: [Fence]

  /// For each line, whether it belongs to a fenced block.
  package let isFenced: [Bool]

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the checkout.
  ///   - text: Its text.
  package init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    fences = Fence.all(in: lines)
    var isFenced = Array(repeating: false, count: lines.count)
    for fence in fences {
      for index in fence.start...min(fence.end, lines.count - 1) { isFenced[index] = true }
    }
    self.isFenced = isFenced
  }

  /// The number of the lesson that a page of `Lessons` is about; `nil` for other pages.
  package var lesson: Int? {
    guard path.hasPrefix("Lessons/") else { return nil }
    return Int(path.dropFirst("Lessons/".count).prefix { $0.isNumber })
  }

  /// The text after some changes.
  ///
  /// - Parameter edits: Changes of lines that do not overlap.
  /// - Returns: The text.
  package func applying(_ edits: [PageEdit]) -> String {
    var lines = lines
    for edit in edits.sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
      lines.replaceSubrange(edit.lines, with: edit.replacement)
    }
    return lines.joined(separator: "\n")
  }

  /// The part between two lines that hold a marker each.
  ///
  /// - Parameters:
  ///   - begin: The first marker.
  ///   - end: The second marker.
  /// - Returns: The indices of the lines between, or `nil` without the two, or with one twice.
  package func lines(between begin: String, and end: String) -> Range<Int>? {
    let first = lines.indices.filter { !isFenced[$0] && lines[$0] == begin }
    let last = lines.indices.filter { !isFenced[$0] && lines[$0] == end }
    guard first.count == 1, last.count == 1, first[0] < last[0] else { return nil }
    return (first[0] + 1)..<last[0]
  }
}
