import Markdown

extension MarkdownRenderer {
  /// A table, which scrolls by itself where it is too wide.
  func table(_ node: MarkdownNode) -> String {
    let rows = node.children.map { row in
      let cells = row.children.enumerated().map { index, cell in
        let alignments = node.style.alignments
        let isRight = alignments.indices.contains(index) && alignments[index] == .right
        let content = inline(cell.children)
        // An empty cell is no head of anything.
        let isHead = row.style.isHeader && !content.isEmpty
        let side = isRight ? " class=\"number\"" : ""
        return isHead
          ? "<th scope=\"col\"\(side)>\(content)</th>" : "<td\(side)>\(content)</td>"
      }.joined()
      return "<tr>\(cells)</tr>\n"
    }
    let head = node.children.first?.style.isHeader == true ? 1 : 0
    return """
      <div class="table" tabindex="0"><table style="--room: \(Self.room(of: node))em">
      <thead>\(rows.prefix(head).joined())</thead>
      <tbody>\(rows.dropFirst(head).joined())</tbody>
      </table></div>
      """
  }

  /// The room that a table needs to be read, as a number of letter heights: of each column what its longest cell
  /// needs, but no more than two words beside each other.
  private static func room(of table: MarkdownNode) -> Int {
    let count = table.children.map(\.children.count).max() ?? 0
    let columns = (0..<count).map { column in
      let lengths = table.children.compactMap { row in
        row.children.indices.contains(column) ? row.children[column].plainText.count : nil
      }
      return min(lengths.max() ?? 0, 20)
    }
    return (columns.reduce(0, +) + 2 * count) / 2
  }
}
