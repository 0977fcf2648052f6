import Foundation

/// A number as a page writes it: its value, and to which digit it is given.
package struct WrittenNumber: Hashable, Sendable {
  /// The text.
  package let text: String

  /// The value; of a percentage, the share.
  package let value: Double

  /// The digits behind the point, or behind that of the factor of a power of ten.
  private let decimals: Int

  /// The exponent of a power of ten, if one is written.
  private let exponent: Int?

  private let isPercentage: Bool

  /// Reads a number such as `0.25`, `−3`, `1,055,754`, `9.1e-5`, `98.5 %`, `NaN` or `∞`.
  ///
  /// - Parameter text: The text; fails if it is no number.
  package init?(_ text: String) {
    self.text = text
    isPercentage = text.hasSuffix("%")
    let plain = text.replacing(",", with: "").replacing("−", with: "-")
      .replacing(/\s*%$/, with: "").replacing("∞", with: "inf")
    if ["NaN", "inf", "-inf"].contains(plain) {
      (value, decimals, exponent) = (Double(plain.lowercased()) ?? .nan, 0, nil)
      return
    }
    guard let match = plain.wholeMatch(of: /[-+]?[0-9]+(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?/),
      let number = Double(plain)
    else { return nil }
    value = isPercentage ? number / 100 : number
    decimals = match.1?.count ?? 0
    exponent = match.2.flatMap { Int($0) }
  }

  /// One unit of the last digit that is written.
  private var unit: Double { pow(10, Double((exponent ?? 0) - decimals - (isPercentage ? 2 : 0))) }

  /// Whether a measured value, rounded to the digits that are written, is this number.
  ///
  /// - Parameter measured: The value.
  /// - Returns: Whether they agree; a value halfway between two agrees with both.
  package func agrees(with measured: Double) -> Bool {
    if value == measured || value.isNaN && measured.isNaN { return true }
    guard value.isFinite, measured.isFinite else { return false }
    return abs(value - measured) <= 0.5 * unit * (1 + 1e-6)
  }

  /// Whether this is a whole number that was rounded, with zeros where the measured one has digits.
  ///
  /// - Parameter measured: The value.
  /// - Returns: Whether only the digits before the zeros agree.
  package func isRounded(from measured: Double) -> Bool {
    guard decimals == 0, exponent == nil, !isPercentage, value.isFinite, measured.isFinite,
      !agrees(with: measured)
    else { return false }
    let zeros = text.filter(\.isNumber).reversed().prefix { $0 == "0" }.count
    return zeros > 0 && abs(value - measured) < pow(10, Double(zeros))
  }

  /// A measured value in the manner of this number.
  ///
  /// - Parameter measured: The value.
  /// - Returns: The text, with as many decimals, separators where they were, and the same sign.
  package func rewritten(as measured: Double) -> String {
    guard measured.isFinite else { return measured.proseText }
    let size = abs(measured) * (isPercentage ? 100 : 1)
    var digits: String
    if exponent != nil, size > 0 {
      let parts = String(format: "%.\(decimals)e", size).split(separator: "e")
      digits = "\(parts[0])e\(Int(parts[1]) ?? 0)"
    } else {
      digits = String(format: "%.\(decimals)f", size)
      let whole = digits.prefix(while: \.isNumber)
      let isGrouped =
        text.contains(",") || whole.count > 4 && text.prefix(while: \.isNumber).count <= 4
      if isGrouped { digits = Self.grouped(whole) + digits.dropFirst(whole.count) }
    }
    let sign = measured < 0 ? (text.hasPrefix("-") ? "-" : "−") : ""
    return sign + digits + (isPercentage ? (text.hasSuffix(" %") ? " %" : "%") : "")
  }

  private static func grouped(_ digits: Substring) -> String {
    digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }.joined()
  }
}

extension Double {
  /// What is not finite, as pages have it.
  fileprivate var proseText: String { isNaN ? "NaN" : self > 0 ? "∞" : "−∞" }
}
