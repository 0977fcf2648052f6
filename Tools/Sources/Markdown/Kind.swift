import CMarkGFM

/// What a part of a Markdown text is.
package enum MarkdownKind: Hashable, Sendable {
  /// The whole text.
  case document
  /// A heading, and how deep it is, from 1 to 6.
  case heading(level: Int)
  /// A paragraph.
  case paragraph
  /// A quotation.
  case blockQuote
  /// A list.
  case list
  /// An item of a list.
  case listItem
  /// A block of code: its words behind the fence, and the length of the fence, 0 if it is only indented.
  case codeBlock(info: String, fenceLength: Int)
  /// A block of HTML, such as a comment on a line of its own.
  case htmlBlock
  /// A line across the page.
  case thematicBreak
  /// A table.
  case table
  /// A row of a table, the first as well.
  case tableRow
  /// A cell of a table.
  case tableCell
  /// Words.
  case text
  /// The end of a line within a paragraph.
  case softBreak
  /// The end of a line that a reader sees.
  case lineBreak
  /// Code within a line.
  case code
  /// HTML within a line, such as a comment.
  case html
  /// Slanted words.
  case emphasis
  /// Bold words.
  case strong
  /// Struck-out words.
  case strikethrough
  /// A link, and where it leads.
  case link(destination: String)
  /// A picture, and its file.
  case image(source: String)
  /// Anything else that the library knows, by its name there.
  case other(String)

  init(_ node: OpaquePointer) {
    let name = cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
    func url() -> String { cmark_node_get_url(node).map { String(cString: $0) } ?? "" }
    switch name {
    case "heading": self = .heading(level: Int(cmark_node_get_heading_level(node)))
    case "code_block":
      var (length, offset): (Int32, Int32) = (0, 0)
      var sign: CChar = 0
      let isFenced = cmark_node_get_fenced(node, &length, &offset, &sign) != 0
      let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
      self = .codeBlock(info: info, fenceLength: isFenced ? Int(length) : 0)
    case "link": self = .link(destination: url())
    case "image": self = .image(source: url())
    default: self = Self.simple[name] ?? .other(name)
    }
  }

  /// The kinds that say nothing more, by the library's name.
  private static let simple: [String: MarkdownKind] = [
    "document": .document, "paragraph": .paragraph, "block_quote": .blockQuote, "list": .list,
    "item": .listItem, "html_block": .htmlBlock, "thematic_break": .thematicBreak,
    "table": .table, "table_header": .tableRow, "table_row": .tableRow, "table_cell": .tableCell,
    "text": .text, "softbreak": .softBreak, "linebreak": .lineBreak, "code": .code,
    "html_inline": .html, "emph": .emphasis, "strong": .strong, "strikethrough": .strikethrough,
  ]
}
