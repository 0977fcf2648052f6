import CMarkGFM

/// A Markdown text as GitHub reads it: with tables, struck-out text and bare links.
package struct MarkdownDocument: Hashable, Sendable {
  /// The whole text as a tree.
  package let root: MarkdownNode

  /// Reads a text.
  ///
  /// - Parameter text: The text; every text is Markdown.
  package init(_ text: String) {
    root = MarkdownDocument.parse(text) ?? .empty
  }

  /// All nodes, each before those inside it, in the order of the text.
  package var nodes: [MarkdownNode] { root.withDescendants }

  private static let extensions = ["table", "strikethrough", "autolink"]

  private static func parse(_ text: String) -> MarkdownNode? {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in extensions {
      guard let found = cmark_find_syntax_extension(name) else { continue }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    cmark_parser_feed(parser, text, text.utf8.count)
    guard let root = cmark_parser_finish(parser) else { return nil }
    defer { cmark_node_free(root) }
    return MarkdownNode(root, before: MarkdownPosition(line: 1, column: 1))
  }
}
