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
    guard let columnCount = rows.first?.count else { return "" }
    let columns = (0..<columnCount).map { column in
      (
        width: rows.map { $0[column].count }.max() ?? 0,
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

  /// Whether a text may stand in a column of numbers.
  private static func isNumeric(_ text: String) -> Bool {
    text.first.map { $0.isNumber || "-−∞[".contains($0) } ?? true || text == "NaN"
  }
}
