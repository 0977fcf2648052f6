import Foundation

/// A number that a proof measured, under a name.
///
/// ## Conventions
///
/// Whole numbers are kept in full, others to six significant digits: enough to tell a right result
/// from a wrong one, and few enough that another machine's order of additions does not show. What is
/// nothing but rounding, such as the difference of two equal formulas, differs on every machine; of
/// it only the bound that it keeps is recorded.
public struct Figure: Codable, Hashable, Sendable {
  /// What was measured, in words.
  public let name: String

  /// The measured value, or the bound that it keeps.
  public let value: Double

  /// Whether the value is an upper bound of what was measured.
  public let isBound: Bool

  /// Creates the figure of a measured value.
  ///
  /// - Parameters:
  ///   - name: What was measured, in words.
  ///   - value: The value; unless it is a whole number, it is rounded to six significant digits.
  public init(_ name: String, _ value: Double) {
    self.init(name: name, value: value, isBound: false)
  }

  /// Creates the figure of something that is at most a bound.
  ///
  /// - Parameters:
  ///   - name: What was measured, in words.
  ///   - bound: The bound.
  public init(_ name: String, atMost bound: Double) {
    self.init(name: name, value: bound, isBound: true)
  }

  private init(name: String, value: Double, isBound: Bool) {
    self.name = name
    let isWhole = value == value.rounded() && abs(value) < 0x1p53
    self.value = value.isFinite && !isWhole ? Double(String(format: "%.5e", value)) ?? value : value
    self.isBound = isBound
  }

  /// Whether another measurement of the same figure agrees with this one.
  ///
  /// - Parameter other: The other measurement.
  /// - Returns: Whether names and kinds are equal, and the values to about the sixth digit.
  public func agrees(with other: Figure) -> Bool {
    guard name == other.name, isBound == other.isBound else { return false }
    if value == other.value || value.isNaN && other.value.isNaN { return true }
    guard value.isFinite, other.value.isFinite else { return false }
    return abs(value - other.value) <= 1e-5 * max(abs(value), abs(other.value))
  }
}

// MARK: - As text

extension Figure {
  /// The value as it stands in a sentence: whole numbers in full, others to three digits.
  public var text: String { text(significantDigits: 3) }

  /// The value with a number of significant digits; whole numbers stand in full.
  ///
  /// - Parameter digits: The number of digits, from 1 to 6.
  /// - Returns: Such as `0.774`, `235,146`, `9.1e-5`, or `NaN`; a bound begins with `at most`.
  public func text(significantDigits digits: Int) -> String {
    (isBound ? "at most " : "") + number(significantDigits: digits)
  }

  private func number(significantDigits digits: Int) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "∞" : "−∞" }
    let sign = value < 0 ? "−" : ""
    let size = abs(value)
    if size < 1e12, size == size.rounded() { return sign + grouped(Int(size)) }
    let rounded = Double(String(format: "%.\(digits - 1)e", size)) ?? size
    if (1000..<1e7).contains(rounded), rounded == rounded.rounded() {
      return sign + grouped(Int(rounded))
    }
    if (1e-4..<1e7).contains(rounded) { return sign + String(format: "%.\(digits)g", rounded) }
    let parts = String(format: "%.\(digits - 1)e", size).split(separator: "e")
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    return "\(sign)\(Double(parts[0]).map { String(format: "%g", $0) } ?? "")e\(exponent)"
  }

  /// The digits in groups of three, from five digits on.
  private func grouped(_ number: Int) -> String {
    let digits = String(number)
    guard digits.count > 4 else { return digits }
    let head = digits.count % 3
    var groups = head > 0 ? [String(digits.prefix(head))] : []
    var rest = digits.dropFirst(head)
    while !rest.isEmpty {
      groups.append(String(rest.prefix(3)))
      rest = rest.dropFirst(3)
    }
    return groups.joined(separator: ",")
  }
}

// MARK: - In files

extension Figure {
  private enum Key: String, CodingKey { case name, value, isBound }

  /// Reads a figure; values that JSON has no number for are the texts `nan`, `inf` and `-inf`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    isBound = try container.decodeIfPresent(Bool.self, forKey: .isBound) ?? false
    if let text = try? container.decode(String.self, forKey: .value), let number = Double(text) {
      value = number
    } else {
      value = try container.decode(Double.self, forKey: .value)
    }
  }

  /// Writes a figure; that it is a bound is written only if it is one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    if isBound { try container.encode(true, forKey: .isBound) }
    if value.isFinite {
      try container.encode(value, forKey: .value)
    } else {
      try container.encode(value.isNaN ? "nan" : (value > 0 ? "inf" : "-inf"), forKey: .value)
    }
  }
}
