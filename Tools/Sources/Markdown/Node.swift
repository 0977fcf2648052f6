import CMarkGFM

/// A part of a Markdown text: a block such as a paragraph, or something within a line.
package struct MarkdownNode: Hashable, Sendable {
  /// What the part is.
  package let kind: MarkdownKind

  /// Where its first character stands; of code in a line, the first behind the backquotes.
  package let start: MarkdownPosition

  /// Where its last character stands.
  package let end: MarkdownPosition

  /// The text of what has no parts: words, code, HTML; empty for all else.
  package let literal: String

  /// How a list is numbered and spaced, and how the columns of a table are aligned.
  package let style: MarkdownStyle

  /// The parts, in order.
  package let children: [MarkdownNode]

  /// The part and all that are inside it, each before those inside it.
  package var withDescendants: [MarkdownNode] {
    [self] + children.flatMap(\.withDescendants)
  }

  /// The words without marks: text and code; a line break counts as a space.
  package var plainText: String {
    switch kind {
    case .text, .code, .codeBlock: literal
    case .softBreak, .lineBreak: " "
    default: children.map(\.plainText).joined()
    }
  }

  /// The indices of the lines that a block takes up, from 0.
  package var lines: Range<Int> { (start.line - 1)..<max(start.line, end.line) }

  static var empty: MarkdownNode {
    let start = MarkdownPosition(line: 1, column: 1)
    return MarkdownNode(
      kind: .document, start: start, end: start, literal: "", style: MarkdownStyle(), children: [])
  }
}

/// A place in a text.
package struct MarkdownPosition: Hashable, Sendable, Comparable {
  /// The line, from 1.
  package let line: Int

  /// The byte in the line, from 1.
  package let column: Int

  /// By line and column.
  package static func < (a: MarkdownPosition, b: MarkdownPosition) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

extension MarkdownNode {
  /// Copies a node of the library with all that are inside it.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - position: Where the part before it ends; a line break has no place of its own.
  init(_ node: OpaquePointer, before position: MarkdownPosition) {
    kind = MarkdownKind(node)
    style = MarkdownStyle(of: node, kind)
    literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    let line = Int(cmark_node_get_start_line(node))
    // The library ends a block of HTML a line too early where a comment or a tag closes it.
    let lineCount = kind == .htmlBlock ? literal.utf8.count { $0 == UInt8(ascii: "\n") } : 0
    start =
      line > 0
      ? MarkdownPosition(line: line, column: Int(cmark_node_get_start_column(node))) : position
    end =
      line > 0
      ? MarkdownPosition(
        line: max(Int(cmark_node_get_end_line(node)), line + lineCount - 1),
        column: Int(cmark_node_get_end_column(node)))
      : position
    var children: [MarkdownNode] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      children.append(MarkdownNode(child, before: children.last?.end ?? start))
      next = cmark_node_next(child)
    }
    self.children = children
  }
}
