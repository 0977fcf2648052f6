import Activations
import Foundation
import TensorCore
import TestSupport
import Testing

// The page's table of activations is written from the table in the sources, a row for each entry.

extension Lesson03Page {
  /// A number as the page has it: up to three decimals, a real minus, ∞.
  private func text(_ number: Scalar) -> String {
    if number.isInfinite { return number < 0 ? "−∞" : "∞" }
    let rounded = (Double(number) * 1000).rounded() / 1000
    let plain = rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    return plain.replacingOccurrences(of: "-", with: "−")
  }

  /// A cell of a table in code font; a bar in it would end the cell.
  private func code(_ text: String) -> String {
    text.isEmpty ? "" : "`\(text.replacingOccurrences(of: "|", with: "\\|"))`"
  }

  /// The row of an activation.
  private func row(of activation: Activation) -> String {
    let kinks = activation.kinks.map { kink in
      code(text(kink.slope)) + " at " + code(text(kink.position))
    }
    let cells = [
      activation.name, code(activation.formula),
      code(text(activation.range.lowerBound) + " … " + text(activation.range.upperBound)),
      activation.isMonotone ? "yes" : "no", kinks.joined(separator: ", "),
      activation.saves.rawValue, code(String(activation.transcendentals)),
      code(activation.pytorch ?? ""),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  @Test func `the page's table has the rows of the sources' table`() throws {
    let lines = try Checkout.text(of: "Lessons/Activations.md").components(separatedBy: "\n")
    let rows = Activation.all.map(row)
    for row in rows { #expect(lines.contains(row), "\(row)") }
    let head = try #require(lines.firstIndex { $0.hasPrefix("| activation | formula |") })
    #expect(lines[(head + 2)...].prefix { $0.hasPrefix("|") }.count == rows.count)
  }
}
