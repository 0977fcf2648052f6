import Foundation

/// A value as JSON with sorted keys, for other programs to read.
///
/// - Parameter value: What is written.
/// - Returns: The text.
/// - Throws: What the value's own encoding throws.
package func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Rows of texts as lines of columns: text to the left, numbers to the right.
///
/// - Parameter rows: Rows of equally many texts; the first may be a heading.
/// - Returns: The lines, without spaces at their ends.
package func aligned(_ rows: [[String]]) -> String {
  guard let columnCount = rows.first?.count else { return "" }
  let widths = (0..<columnCount).map { column in rows.map { $0[column].count }.max() ?? 0 }
  let isNumeric = (0..<columnCount).map { column in
    rows.dropFirst().allSatisfy { row in
      row[column].isEmpty || row[column].first?.isNumber == true || row[column].first == "-"
    }
  }
  return rows.map { row in
    let cells = (0..<columnCount).map { column in
      let space = String(repeating: " ", count: widths[column] - row[column].count)
      return isNumeric[column] ? space + row[column] : row[column] + space
    }
    return withoutTrailingSpaces(cells.joined(separator: "  "))
  }.joined(separator: "\n")
}

/// A line without the spaces at its end.
///
/// - Parameter line: The line.
/// - Returns: The rest of it.
package func withoutTrailingSpaces(_ line: String) -> String {
  String(line.reversed().drop { $0 == " " }.reversed())
}

/// A number with a fixed count of decimals.
///
/// - Parameters:
///   - value: The number.
///   - decimals: How many digits stand after the point.
/// - Returns: The text.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

/// A share as a percentage with one decimal, such as `98.3 %`.
///
/// - Parameter share: In 0…1.
/// - Returns: The text.
package func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

/// Writes a line for the person at the terminal, apart from the output proper.
///
/// - Parameter line: The line.
func note(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
