import CMarkGFM

/// What a list or a table says of its looks.
package struct MarkdownStyle: Hashable, Sendable {
  /// To which side a column of a table is aligned.
  package enum Alignment: Hashable, Sendable {
    /// As the language goes.
    case natural
    /// To the left.
    case left
    /// To the middle.
    case center
    /// To the right.
    case right
  }

  /// The first number of a list with numbers; `nil` of any other part.
  package private(set) var firstNumber: Int?

  /// Whether the items of a list follow each other without space.
  package private(set) var isTight = false

  /// Whether a row of a table is its head.
  package private(set) var isHeader = false

  /// The alignments of the columns of a table.
  package private(set) var alignments: [Alignment] = []

  init() {}

  init(of node: OpaquePointer, _ kind: MarkdownKind) {
    switch kind {
    case .list:
      isTight = cmark_node_get_list_tight(node) != 0
      if cmark_node_get_list_type(node) == CMARK_ORDERED_LIST {
        firstNumber = Int(cmark_node_get_list_start(node))
      }
    case .table:
      let count = Int(cmark_gfm_extensions_get_table_columns(node))
      guard let signs = cmark_gfm_extensions_get_table_alignments(node) else { return }
      alignments = (0..<count).map { Self.alignment(signs[$0]) }
    case .tableRow: isHeader = cmark_gfm_extensions_get_table_row_is_header(node) != 0
    default: break
    }
  }

  private static func alignment(_ sign: UInt8) -> Alignment {
    switch sign {
    case UInt8(ascii: "l"): .left
    case UInt8(ascii: "c"): .center
    case UInt8(ascii: "r"): .right
    default: .natural
    }
  }
}
