import Markdown

// What stands within a line.

extension MarkdownRenderer {
  /// What stands in a line as HTML.
  func inline(_ nodes: [MarkdownNode], isLinked: Bool = true) -> String {
    inline(InlinePart.parts(of: nodes), isLinked: isLinked)
  }

  func inline(_ parts: [InlinePart], isLinked: Bool) -> String {
    parts.map { part in
      switch part {
      case .text(let text):
        // A number stays with its sign, and with its exponent.
        let text = text.replacing(" %", with: "\u{A0}%")
          .replacing(/(\d)e-(\d)/) { "\($0.1)e\u{2011}\($0.2)" }
        return isLinked
          ? site.references.html(text, on: page, sections: sections) : HTML.escaped(text)
      case .formula(let formula, let isDisplay):
        return site.typesetter.formula(formula, isDisplay: isDisplay)
      case .node(let node): return inline(node, isLinked: isLinked)
      }
    }.joined()
  }

  func inline(_ node: MarkdownNode, isLinked: Bool) -> String {
    switch node.kind {
    case .code: HTML.code(node.literal)
    case .html: node.literal
    case .lineBreak: "<br>\n"
    case .emphasis: "<em>\(inline(node.children, isLinked: isLinked))</em>"
    case .strong: "<strong>\(inline(node.children, isLinked: isLinked))</strong>"
    case .strikethrough: "<del>\(inline(node.children, isLinked: isLinked))</del>"
    case .image: picture(node)
    case .link(let target):
      HTML.link(
        site.references.address(of: node.plainText, on: page)
          ?? site.map.address(of: target, in: file, on: page),
        inline(node.children, isLinked: false))
    default: inline(node.children, isLinked: isLinked)
    }
  }
}
