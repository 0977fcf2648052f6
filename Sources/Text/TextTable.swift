/// Rows of texts as lines of columns: words to the left, numbers and shapes to the right.
///
/// ```swift
/// print(TextTable([["layer", "weights"], ["hidden", "9"], ["output", "10"]]))
/// // layer   weights
/// // hidden        9
/// // output       10
/// ```
public struct TextTable: Hashable, Sendable, CustomStringConvertible {
  /// The rows; all have as many texts as the first, which may be a heading.
  public let rows: [[String]]

  /// Creates a table.
  ///
  /// - Parameter rows: Rows of equally many texts; the first may be a heading.
  /// - Precondition: All rows have as many texts as the first.
  public init(_ rows: [[String]]) {
    for row in rows {
      precondition(
        row.count == rows[0].count,
        "TextTable.init: a row of \(row.count) texts below one of \(rows[0].count)")
    }
    self.rows = rows
  }

  /// The lines, without spaces at their ends.
  public var description: String {
    let columns = widths.enumerated().map { column, width in
      (
        width: width,
        holdsNumbers: rows.dropFirst().allSatisfy { Self.isNumeric($0[column]) }
      )
    }
    return rows.map { row in
      zip(row, columns).map { text, column in
        column.holdsNumbers
          ? text.rightAligned(width: column.width) : text.leftAligned(width: column.width)
      }.joined(separator: "  ").withoutTrailingSpaces
    }.joined(separator: "\n")
  }

  /// The lines, no longer than a width, by breaking the texts of one column.
  ///
  /// - Parameters:
  ///   - width: The greatest number of characters in a line.
  ///   - column: The column whose texts go on below where they are too long.
  /// - Returns: The lines; longer ones where the other columns leave less than eight characters.
  /// - Precondition: There is such a column.
  public func fitted(width: Int, breaking column: Int) -> String {
    precondition(
      widths.indices.contains(column),
      "TextTable.fitted: there is no column \(column), there are \(widths.count)")
    let others = widths.enumerated().reduce(0) { $0 + ($1.offset == column ? 0 : $1.element + 2) }
    let room = max(8, width - others)
    let broken = rows.flatMap { row in
      row[column].filled(width: room).enumerated().map { index, line in
        var cells = index == 0 ? row : row.map { _ in "" }
        cells[column] = line
        return cells
      }
    }
    return TextTable(broken).description
  }

  /// The lines, no longer than a width; columns for which there is no room stand in blocks below.
  ///
  /// - Parameter width: The greatest number of characters in a line.
  /// - Returns: The blocks, an empty line between two; each begins with the first column.
  public func blocks(width: Int) -> String {
    guard let first = widths.first else { return "" }
    var blocks: [[Int]] = [[]]
    var used = first
    for column in widths.indices.dropFirst() {
      if used + 2 + widths[column] > width, blocks.last != [] {
        blocks.append([])
        used = first
      }
      blocks[blocks.count - 1].append(column)
      used += 2 + widths[column]
    }
    return blocks.map { columns in
      TextTable(rows.map { row in ([0] + columns).map { row[$0] } }).description
    }.joined(separator: "\n\n")
  }

  /// The width of every column.
  private var widths: [Int] {
    (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  /// Whether a text may stand in a column of numbers.
  private static func isNumeric(_ text: String) -> Bool {
    text.first.map { $0.isNumber || "-−∞[".contains($0) } ?? true || text == "NaN"
  }
}
