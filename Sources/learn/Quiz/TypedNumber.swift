import Foundation

/// A number as people type it, or why it is none.
package enum TypedNumber: Hashable, Sendable {
  /// A number; whether it was written as a percentage, of which it is the hundredth part.
  case number(Double, isPercentage: Bool)
  /// What was read, and what is unclear about it.
  case refused(String)

  /// Reads a line.
  ///
  /// Understood are `1055754`, `1,055,754`, `1 055 754`, `1.5e-3`, `1.5·10⁻³`, `1.5*10^-3`, `2^10`,
  /// `97.8 %`, `2/3`, `½`, `2½`, `3k`, `1.2 million`, a sign before any of them, and `about` or `≈`
  /// before that. A comma that does not separate groups of three digits may mean either thing, so it is
  /// refused.
  ///
  /// - Parameter line: What was typed.
  package init(_ line: String) {
    var text = line.trimmingCharacters(in: .whitespaces).lowercased()
    guard !text.isEmpty else {
      self = .refused("Nothing was read.")
      return
    }
    for word in ["about ", "approximately ", "roughly ", "≈", "~", "="] where text.hasPrefix(word) {
      text = text.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
    }
    let isPercentage = ["%", "percent"].contains { text.hasSuffix($0) }
    for word in ["percent", "%"] where text.hasSuffix(word) {
      text = text.dropLast(word.count).trimmingCharacters(in: .whitespaces)
    }
    if let value = Self.value(text), value.isFinite {
      self = .number(isPercentage ? value / 100 : value, isPercentage: isPercentage)
    } else if text.contains(",") {
      self = .refused(
        "“\(line)” was read: a comma separates groups of three digits, a point the decimals.")
    } else {
      self = .refused("“\(line)” was read, which is no number.")
    }
  }

  private static func value(_ text: String) -> Double? {
    if text.hasPrefix("-") || text.hasPrefix("−") { return unsigned(text.dropFirst()).map { -$0 } }
    return unsigned(text.hasPrefix("+") ? text.dropFirst() : text[...])
  }

  private static func unsigned(_ text: Substring) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces)
    for (word, factor) in [
      ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("k", 1e3), ("m", 1e6),
    ]
    where text.hasSuffix(word) {
      return plain(text.dropLast(word.count)).map { $0 * factor }
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let above = plain(parts[0]), let below = plain(parts[1]), below != 0 {
      return above / below
    }
    if let last = text.last, let part = fractions[last] {
      let whole = text.dropLast()
      return whole.isEmpty ? part : plain(whole).map { $0 + part }
    }
    return power(text) ?? plain(text[...])
  }

  /// `10^-3`, `2^10`, `1.5·10⁻³`, `1.5 * 10^-3` or `1.5x10^-3`.
  private static func power(_ text: String) -> Double? {
    let raised = text.reduce(into: "") { result, sign in
      if let digit = exponents[sign] {
        result += (result.contains("^") ? "" : "^") + digit
      } else {
        result.append(sign)
      }
    }
    let parts = raised.split(separator: "^", omittingEmptySubsequences: false)
    guard parts.count == 2,
      let exponent = Double(
        parts[1].replacing("−", with: "-").filter { !"() ".contains($0) })
    else { return nil }
    guard let times = parts[0].lastIndex(where: { "·×*x".contains($0) }) else {
      return plain(parts[0]).map { pow($0, exponent) }
    }
    guard let factor = plain(parts[0][..<times]),
      let base = plain(parts[0][parts[0].index(after: times)...])
    else { return nil }
    return factor * pow(base, exponent)
  }

  /// Digits with or without separators of thousands, a point, and an exponent after `e`.
  private static func plain(_ text: Substring) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces).replacing("−", with: "-")
    if text.wholeMatch(of: /\d{1,3}(?:([, _'\u{202F}\u{2009}\u{A0}])\d{3})(?:\1\d{3})*(?:\.\d+)?/)
      != nil
    {
      return Double(text.filter { $0.isNumber || $0 == "." })
    }
    guard text.wholeMatch(of: /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/) != nil else { return nil }
    return Double(text.hasSuffix(".") ? String(text.dropLast()) : text)
      ?? Double(text.replacing(".e", with: "e"))
  }

  private static var fractions: [Character: Double] {
    [
      "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅛": 1 / 8,
      "⅜": 3 / 8,
      "⅝": 5 / 8, "⅞": 7 / 8, "⅒": 1 / 10,
    ]
  }

  private static var exponents: [Character: String] {
    [
      "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
      "⁸": "8", "⁹": "9",
    ]
  }
}
