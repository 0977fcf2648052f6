import Markdown

/// The words of a part of a page as GitHub shows them, mathematics still with its dollars.
struct RenderedWords {
  /// The text; code is a space; comments, pictures with their texts and addresses are nothing.
  let text: String

  /// The formulas as they are read after Markdown had its way with them.
  var formulas: [String] { Self.formulas(in: text) }

  /// The text without formulas.
  var withoutFormulas: String { text.replacing(Self.formula, with: " ") }

  /// Reads a part of a page.
  ///
  /// - Parameter node: A paragraph, a heading or a row of a table.
  init(of node: MarkdownNode) { text = Self.text(of: node) }

  /// The formulas in a text, without differences of spacing.
  ///
  /// - Parameter text: Words with formulas between dollars.
  /// - Returns: The formulas with their dollars, in order.
  static func formulas(in text: String) -> [String] {
    text.matches(of: formula).map {
      $0.0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// A formula in a line or between double dollars.
  private static var formula: Regex<Substring> { /(?s)\$\$.+?\$\$|\$(?:\\.|[^$])+?\$/ }

  private static func text(of node: MarkdownNode) -> String {
    switch node.kind {
    case .text: node.literal
    case .softBreak, .lineBreak, .code: " "
    case .html, .htmlBlock, .codeBlock, .image: ""
    case .tableCell: node.children.map(text).joined() + " | "
    case .link where node.plainText.firstMatch(of: /^[a-z]+:\/\//) != nil: ""
    default: node.children.map(text).joined()
    }
  }
}

extension MarkdownNode {
  /// Whether the part holds words itself, and no blocks.
  var isLineOfWords: Bool {
    switch kind {
    case .paragraph, .heading, .tableRow: true
    default: false
    }
  }
}
