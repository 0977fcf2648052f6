import Foundation

// Numbers as text, each manner of writing once: `shortText` in columns and drawings, `plainText` where
// counts stand in full, `proseText` in sentences, `fixedText` and `percentText` in reports.

extension Double {
  /// The number with a few significant digits, as C's `%g` writes it: `0.25`, `1e+03`, `1.2e-07`.
  ///
  /// - Parameter digits: The greatest number of digits; zeros at the end are left out.
  /// - Returns: The text; `nan`, `inf` or `-inf` for what is not finite.
  public func shortText(significantDigits digits: Int) -> String {
    // The format's own NaN may bear a sign, and so may its zero.
    if isNaN { return "nan" }
    return self == 0 ? "0" : String(format: "%.\(digits)g", self)
  }

  /// The number with a few significant digits, whole numbers in full: `1055754`, `0.25`, `1e-05`.
  ///
  /// - Parameter digits: The greatest number of digits of a number that is not whole.
  /// - Returns: The text; `nan`, `inf` or `-inf` for what is not finite.
  public func plainText(significantDigits digits: Int) -> String {
    if let whole = Int(exactly: self), isShortEnough { return "\(whole)" }
    let near = rounded(significantDigits: digits)
    if let whole = Int(exactly: near), near.isShortEnough { return "\(whole)" }
    return shortText(significantDigits: digits)
  }

  /// Whether a whole number is written out: beyond, neighbors are no longer told apart.
  private var isShortEnough: Bool { magnitude < 1e15 }

  /// The number as it stands in a sentence: `0.774`, `235,146`, `9.1e-5`, `−3`, `∞` or `NaN`.
  ///
  /// - Parameter digits: The number of significant digits; whole numbers stand in full.
  /// - Returns: The text; digits stand in groups of three, from five digits on.
  public func proseText(significantDigits digits: Int) -> String {
    if isNaN { return "NaN" }
    if isInfinite { return self > 0 ? "∞" : "−∞" }
    let sign = self < 0 ? "−" : ""
    if magnitude < 1e12, let whole = Int(exactly: magnitude) { return sign + whole.grouped }
    let near = magnitude.rounded(significantDigits: digits)
    if (1000..<1e7).contains(near), let whole = Int(exactly: near) { return sign + whole.grouped }
    if (1e-4..<1e7).contains(near) { return sign + near.shortText(significantDigits: digits) }
    let parts = String(format: "%.\(digits - 1)e", magnitude).split(separator: "e")
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let leading = Double(parts[0]) ?? .nan
    return "\(sign)\(leading.shortText(significantDigits: digits))e\(exponent)"
  }

  /// The number with a fixed count of decimals, such as `1.50`.
  ///
  /// - Parameter decimals: How many digits stand after the point.
  /// - Returns: The text.
  public func fixedText(decimals: Int) -> String { String(format: "%.\(decimals)f", self) }

  /// A share in 0…1 as a percentage with one decimal, such as `98.3 %`.
  public var percentText: String { (self * 100).fixedText(decimals: 1) + " %" }

  /// The nearest number with a few significant decimal digits.
  ///
  /// - Parameter digits: The number of digits.
  /// - Returns: The number; what is not finite stays as it is.
  public func rounded(significantDigits digits: Int) -> Double {
    isFinite ? Double(String(format: "%.\(digits - 1)e", self)) ?? self : self
  }
}

extension Int {
  /// The digits of a number that is not negative in groups of three, from five digits on.
  fileprivate var grouped: String {
    let digits = String(self)
    guard digits.count > 4 else { return digits }
    let head = digits.count % 3
    var groups = head > 0 ? [digits.prefix(head)] : []
    var rest = digits.dropFirst(head)
    while !rest.isEmpty {
      groups.append(rest.prefix(3))
      rest = rest.dropFirst(3)
    }
    return groups.joined(separator: ",")
  }
}
