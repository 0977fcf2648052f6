import Markdown

// Pictures and flow charts with their captions, and where words find them.

extension MarkdownRenderer {
  /// Finds the numbered sections and the figures, to which words before them may lead.
  func findPlaces(in nodes: [MarkdownNode]) {
    var ahead = Anchors()
    for node in nodes {
      if case .heading = node.kind {
        let anchor = ahead.name(of: node.plainText)
        if let match = node.plainText.prefixMatch(of: #/(\d+)\. /#) {
          sections[String(match.1)] = anchor
        }
      } else if let caption = node.onlyEmphasis {
        for number in Self.figures(of: caption) { sections["figure \(number)"] = "fig-\(number)" }
      }
    }
  }

  /// The numbers of the figures that a caption belongs to.
  static func figures(of caption: MarkdownNode) -> [String] {
    guard
      let match = caption.plainText.prefixMatch(of: #/Figures? (\d+\.\d+)(?: and (\d+\.\d+))?\./#)
    else { return [] }
    return [match.1, match.2].compactMap { $0.map(String.init) }
  }

  /// A picture, or a drawing of a flow chart; `nil` if the block is neither.
  func pictured(_ node: MarkdownNode) -> String? {
    if let image = node.onlyImage { return picture(image) }
    guard case .codeBlock("mermaid", _) = node.kind else { return nil }
    return Flowchart(node.literal).map { FlowchartDrawing($0).html }
  }

  func figure(_ content: String, caption: MarkdownNode?) -> String {
    let numbers = caption.map(Self.figures) ?? []
    var words = caption.map { inline($0.children) } ?? ""
    // The name of the figure itself leads nowhere else.
    if let number = numbers.first {
      let name = "Figure \(number)"
      words = words.replacing("<a href=\"#fig-\(number)\">\(name)</a>", with: name)
    }
    let others = numbers.dropFirst().map { "<span id=\"fig-\($0)\"></span>" }.joined()
    return """
      <figure class="picture"\(numbers.first.map { " id=\"fig-\($0)\"" } ?? "")>\(others)\(content)\
      \(words.isEmpty ? "" : "<figcaption>\(words)</figcaption>")</figure>

      """
  }

  func picture(_ image: MarkdownNode) -> String {
    guard case .image(let source) = image.kind else { return "" }
    return site.picture(
      SiteMap.resolved(source, from: file), text: image.plainText, on: page)
  }
}

extension MarkdownNode {
  /// The picture of a paragraph that holds nothing else.
  var onlyImage: MarkdownNode? {
    guard kind == .paragraph, children.count == 1, case .image = children[0].kind else {
      return nil
    }
    return children[0]
  }

  /// The slanted words of a paragraph that holds nothing else.
  var onlyEmphasis: MarkdownNode? {
    kind == .paragraph && children.count == 1 && children[0].kind == .emphasis ? children[0] : nil
  }
}
