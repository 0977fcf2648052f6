import Foundation
import Markdown

/// Makes HTML of a Markdown file: headings with anchors, figures, equations, listings, links inside the book.
final class MarkdownRenderer {
  /// What all pages share.
  let site: Site

  /// The file, from the root of the checkout.
  let file: String

  /// The page, from the root of the book.
  let page: String

  /// The headings so far.
  private(set) var headings: [BookHeading] = []

  /// The anchors of numbered sections.
  var sections: [String: String] = [:]
  private var anchors = Anchors()

  /// The comment before a block of code that says where the code comes from.
  private var origin: CodeOrigin?

  /// Creates what renders one page.
  ///
  /// - Parameters:
  ///   - site: What all pages share.
  ///   - file: The file, from the root of the checkout.
  ///   - page: The page, from the root of the book.
  init(site: Site, file: String, page: String) {
    self.site = site
    self.file = file
    self.page = page
  }

  /// The blocks of a file as HTML, formulas and code still to be set.
  ///
  /// - Parameter nodes: The blocks, in order.
  /// - Returns: HTML.
  func html(of nodes: [MarkdownNode]) -> String {
    findPlaces(in: nodes)
    let sliders = site.sliders.filter { $0.page == page }
    return Self.withSliders(sliders, in: nodes).map { part in
      switch part {
      case .blocks(let nodes): blocks(nodes)
      case .slider(let slider): slider.html(on: page)
      }
    }.joined()
  }

  /// Blocks one after the other.
  func blocks(_ nodes: [MarkdownNode]) -> String {
    var result = ""
    var index = 0
    while index < nodes.count {
      let next = index + 1 < nodes.count ? nodes[index + 1] : nil
      if let content = pictured(nodes[index]) {
        let caption = next.flatMap { next in next.kind == .paragraph ? next.onlyEmphasis : nil }
        result += figure(content, caption: caption)
        index += caption == nil ? 1 : 2
        continue
      }
      if !isName(nodes[index], of: next) { result += block(nodes[index]) + "\n" }
      index += 1
    }
    return result
  }

  /// Whether a paragraph only says which run of a failure follows; its caption says so in the book.
  private func isName(_ node: MarkdownNode, of next: MarkdownNode?) -> Bool {
    guard let next, node.kind == .paragraph, next.kind == .htmlBlock,
      case .twin(_, let run) = CodeOrigin(comment: next.literal)
    else { return false }
    return node.plainText == run
  }

  private func block(_ node: MarkdownNode) -> String {
    switch node.kind {
    case .heading(let level): heading(node, level: level)
    case .paragraph: paragraph(node)
    case .codeBlock(let info, _): code(node, info: info)
    case .htmlBlock: htmlBlock(node)
    case .list: list(node)
    case .blockQuote: "<blockquote>\n\(blocks(node.children))</blockquote>"
    case .table: table(node)
    case .thematicBreak: "<hr>"
    default: inline(node.children)
    }
  }

  // MARK: - Blocks

  private func heading(_ node: MarkdownNode, level: Int) -> String {
    let title = node.plainText
    let anchor = anchors.name(of: title)
    let html = inline(node.children, isLinked: false)
    headings.append(BookHeading(level: level, anchor: anchor, title: title, html: html))
    let words = HTML.escaped(title.replacing("$", with: ""))
    return level == 1
      ? "<h1 id=\"\(anchor)\">\(html)</h1>"
      : """
      <h\(level) id="\(anchor)">\(html) <a class="anchor" href="#\(anchor)" \
      aria-label="Link to “\(words)”">#</a></h\(level)>
      """
  }

  private func paragraph(_ node: MarkdownNode) -> String {
    let parts = InlinePart.parts(of: node.children)
    if parts.count == 1, case .formula(let formula, isDisplay: true) = parts[0] {
      return equation(formula)
    }
    return "<p>\(inline(parts, isLinked: true))</p>"
  }

  /// A formula in a line of its own; its number opens the list of what computes it.
  private func equation(_ formula: String) -> String {
    guard let tag = formula.firstMatch(of: /\\tag\{([^}]*)\}/) else {
      return
        "<div class=\"equation\" tabindex=\"0\">\(site.typesetter.formula(formula, isDisplay: true))</div>"
    }
    let number = String(tag.1)
    let set = site.typesetter.formula(formula.replacing(tag.0, with: ""), isDisplay: true)
    return """
      <div class="equation" id="eq-\(number)"><div class="formula" tabindex="0">\(set)</div>\
      \(site.equations.html(of: number, on: page))</div>
      """
  }

  private func code(_ node: MarkdownNode, info: String) -> String {
    let words = info.split(separator: " ").map(String.init)
    var text = node.literal
    if text.hasSuffix("\n") { text.removeLast() }
    if words.first == "math" { return equation(text) }
    let language = words.first ?? ""
    let caption = origin.map { site.caption(of: $0, on: page) } ?? Self.caption(of: words)
    let kind = origin?.name ?? (language == "output" ? "output" : "plain")
    origin = nil
    let set = site.typesetter.code(text, language: language)
    return """
      <figure class="code \(kind)">\(caption.map { "<figcaption>\($0)</figcaption>" } ?? "")\
      <pre tabindex="0"><code class="language-\(HTML.escaped(language))">\(set)</code></pre></figure>
      """
  }

  private static func caption(of words: [String]) -> String? {
    switch words.joined(separator: " ") {
    case "output": "printed"
    case "swift error": "does not compile"
    case "swift trap": "stops the program"
    default: nil
    }
  }

  private func htmlBlock(_ node: MarkdownNode) -> String {
    if let found = CodeOrigin(comment: node.literal) { origin = found }
    return HTML.withoutComments(node.literal).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func list(_ node: MarkdownNode) -> String {
    let items = node.children.map { item in
      let content = item.children.map { child in
        child.kind == .paragraph && node.style.isTight ? inline(child.children) : block(child)
      }
      return "<li>\(content.joined(separator: "\n"))</li>\n"
    }.joined()
    guard let first = node.style.firstNumber else { return "<ul>\n\(items)</ul>" }
    return "<ol\(first == 1 ? "" : " start=\"\(first)\"")>\n\(items)</ol>"
  }
}
