import Markdown

/// A fenced block of a page.
package struct CodeFence: Hashable, Sendable {
  /// The index of the opening line.
  package let start: Int

  /// The index of the closing line; the number of lines if it is missing.
  package let end: Int

  /// Whether the block is closed.
  package let isClosed: Bool

  /// The words after the opening backticks.
  package let info: [String]

  /// The lines between the fences.
  package let body: [String]

  /// Reads a block; fails if the part of the page is none.
  ///
  /// - Parameters:
  ///   - node: A part of the page.
  ///   - lines: The lines of the page.
  init?(_ node: MarkdownNode, in lines: [String]) {
    guard case .codeBlock(let info, let length) = node.kind, length > 0 else { return nil }
    self.info = info.split(separator: " ").map(String.init)
    start = node.start.line - 1
    let last = min(node.end.line, lines.count) - 1
    let closing = lines[last].drop { $0 == " " || $0 == ">" }
    let sign = closing.first
    isClosed =
      last > start && (sign == "`" || sign == "~") && closing.prefix { $0 == sign }.count >= length
      && closing.drop { $0 == sign }.allSatisfy(\.isWhitespace)
    end = isClosed ? last : lines.count
    var body = node.literal.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    if body.last?.isEmpty == true { body.removeLast() }
    self.body = body
  }
}
