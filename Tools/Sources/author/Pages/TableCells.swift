import Markdown
import Notebooks

/// The cells of tables, counted in the source: GitHub drops what is too much and adds what lacks.
enum TableCells {
  /// Rows with more or fewer cells than the table's first row, and tables that are not read as such.
  ///
  /// - Parameter page: The page.
  /// - Returns: A finding for each.
  static func findings(in page: Page) -> [PageFinding] {
    page.document.nodes.flatMap { node -> [PageFinding] in
      switch node.kind {
      case .table:
        let rows = node.children.filter { $0.kind == .tableRow }
        guard let columnCount = rows.first?.children.count else { return [] }
        return rows.compactMap { row in
          let count = cellCount(of: page.lines[row.start.line - 1])
          guard count != columnCount else { return nil }
          return PageFinding(
            page.path, row.start.line,
            "The row has \(count) cells, the table \(columnCount): a bar within a cell is \\|.")
        }
      case .paragraph:
        let delimiter = node.lines.first {
          page.lines[$0].wholeMatch(of: /\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?)?\s*/) != nil
        }
        return delimiter.map {
          [
            PageFinding(
              page.path, $0 + 1,
              "GitHub reads no table here: the line above needs as many cells as this one.")
          ]
        } ?? []
      default: return []
      }
    }
  }

  /// The number of cells in a line: bars behind a backslash end none, those in code do.
  private static func cellCount(of line: String) -> Int {
    var cells = line.drop { $0 == " " || $0 == ">" }
    while cells.last?.isWhitespace == true { cells.removeLast() }
    if cells.first == "|" { cells.removeFirst() }
    if cells.last == "|", !cells.hasSuffix("\\|") { cells.removeLast() }
    return 1 + cells.replacing("\\|", with: "").count { $0 == "|" }
  }
}
