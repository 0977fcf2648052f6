package import Markdown
import Text

/// A Markdown page of the course.
package struct Page: Hashable, Sendable {
  /// The file, relative to the checkout.
  package let path: String

  /// The lines.
  package let lines: [String]

  /// The page as a tree.
  package let document: MarkdownDocument

  /// The fenced blocks.
  package let fences: [CodeFence]

  /// For each line, whether it belongs to a fenced block.
  package let isFenced: [Bool]

  /// The lines, with spaces in the place of code, within lines and in blocks.
  package let linesWithoutCode: [String]

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - path: The file, relative to the checkout.
  ///   - text: Its text.
  package init(path: String, text: String) {
    self.path = path
    let text = text.withLineFeeds
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    document = MarkdownDocument(text)
    let nodes = document.nodes
    fences = nodes.compactMap { [lines] in CodeFence($0, in: lines) }
    var isFenced = Array(repeating: false, count: lines.count)
    for fence in fences {
      for index in fence.start...min(fence.end, lines.count - 1) { isFenced[index] = true }
    }
    self.isFenced = isFenced
    var masked = zip(lines, isFenced).map { line, isFenced in isFenced ? "" : line }
    // From the last to the first: spaces may be fewer bytes than what they replace.
    for node in nodes.reversed() {
      switch node.kind {
      case .code: masked.blank(node)
      case .htmlBlock:
        // A line that begins with a comment is HTML to GitHub; its writer means Markdown. Behind a word
        // it is read as such.
        for index in node.lines where masked.indices.contains(index) {
          var line = ["x" + masked[index]]
          for code in MarkdownDocument(line[0]).nodes.reversed() where code.kind == .code {
            line.blank(code)
          }
          masked[index] = String(line[0].dropFirst())
        }
      default: break
      }
    }
    linesWithoutCode = masked
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

extension [String] {
  /// Puts spaces in the place of code within lines, with the backquotes around it.
  fileprivate mutating func blank(_ code: MarkdownNode) {
    for index in code.lines where indices.contains(index) {
      let bytes = Array<UInt8>(self[index].utf8)
      var first = index == code.start.line - 1 ? code.start.column - 1 : 0
      var last = index == code.end.line - 1 ? Swift.min(code.end.column, bytes.count) : bytes.count
      guard 0 <= first, first <= last else { continue }
      while first > 0, bytes[first - 1] == UInt8(ascii: "`") { first -= 1 }
      while last < bytes.count, bytes[last] == UInt8(ascii: "`") { last += 1 }
      let before = String(decoding: bytes[..<first], as: UTF8.self)
      let inside = String(decoding: bytes[first..<last], as: UTF8.self)
      self[index] =
        before + String(repeating: " ", count: inside.count)
        + String(decoding: bytes[last...], as: UTF8.self)
    }
  }
}
