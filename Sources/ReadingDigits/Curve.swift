import Foundation
import Text

/// A curve of positive numbers drawn with characters on a logarithmic axis.
///
/// - Parameters:
///   - values: The numbers, from left to right; those that are not positive and finite are left out.
///   - height: The number of lines.
///   - width: The number of columns; values are thinned out if there are more.
///   - horizontal: What the horizontal axis counts, from 1.
/// - Returns: The lines, with the greatest and the least value beside the axis.
package func curve(_ values: [Double], height: Int, width: Int, horizontal: String) -> String {
  let columns = min(width, values.count)
  let shown = (0..<columns).map { values[$0 * (values.count - 1) / max(1, columns - 1)] }
  let logarithms = shown.map { $0 > 0 && $0.isFinite ? log10($0) : nil }
  guard let low = logarithms.compactMap({ $0 }).min(),
    let high = logarithms.compactMap({ $0 }).max()
  else { return "(nothing to draw)" }
  let span = max(high - low, 1e-12)
  let rows = logarithms.map { $0.map { Int((($0 - low) / span * Double(height - 1)).rounded()) } }
  func label(_ logarithm: Double) -> String {
    pow(10, logarithm).shortText(significantDigits: 2).rightAligned(width: 9)
  }
  var lines = (0..<height).reversed().map { row -> String in
    let mark: String
    switch row {
    case height - 1: mark = label(high)
    case 0: mark = label(low)
    default: mark = String(repeating: " ", count: 9)
    }
    let points = rows.map { $0 == row ? "•" : " " }.joined()
    return (mark + " ┤" + points).withoutTrailingSpaces
  }
  let last = "\(values.count) \(horizontal)s"
  lines.append(String(repeating: " ", count: 10) + "└" + String(repeating: "─", count: columns))
  lines.append(
    String(repeating: " ", count: 11) + "1"
      + String(repeating: " ", count: max(1, columns - 1 - last.count)) + last)
  return lines.joined(separator: "\n")
}
