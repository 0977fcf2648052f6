import Text

/// A number that a proof measured, under a name.
///
/// ## Conventions
///
/// Whole numbers are kept in full, others to six significant digits: enough to tell a right result
/// from a wrong one, and few enough that another machine's order of additions does not show. What is
/// nothing but rounding, such as the difference of two equal formulas, differs on every machine; of
/// it only the bound that it keeps is recorded.
public struct Evidence: Codable, Hashable, Sendable {
  /// What was measured, in words.
  public let name: String

  /// The measured value, or the bound that it keeps.
  public let value: Double

  /// Whether the value is an upper bound of what was measured.
  public let isBound: Bool

  /// Creates the evidence of a measured value.
  ///
  /// - Parameters:
  ///   - name: What was measured, in words.
  ///   - value: The value; unless it is a whole number, it is rounded to six significant digits.
  public init(_ name: String, _ value: Double) {
    self.init(name: name, value: value, isBound: false)
  }

  /// Creates the evidence of something that is at most a bound.
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
    self.value = isWhole ? value : value.rounded(significantDigits: 6)
    self.isBound = isBound
  }

  /// Whether another measurement of the same quantity agrees with this one.
  ///
  /// - Parameter other: The other measurement.
  /// - Returns: Whether names and kinds are equal, and the values to about the sixth digit.
  public func agrees(with other: Evidence) -> Bool {
    guard name == other.name, isBound == other.isBound else { return false }
    if value == other.value || value.isNaN && other.value.isNaN { return true }
    guard value.isFinite, other.value.isFinite else { return false }
    return abs(value - other.value) <= 1e-5 * max(abs(value), abs(other.value))
  }
}

// MARK: - As text

extension Evidence {
  /// The value as it stands in a sentence: whole numbers in full, others to three digits.
  public var text: String { text(significantDigits: 3) }

  /// The value with a number of significant digits; whole numbers stand in full.
  ///
  /// - Parameter digits: The number of digits, from 1 to 6.
  /// - Returns: Such as `0.774`, `235,146`, `9.1e-5`, or `NaN`; a bound begins with `at most`.
  public func text(significantDigits digits: Int) -> String {
    (isBound ? "at most " : "") + value.proseText(significantDigits: digits)
  }
}

// MARK: - In files

extension Evidence {
  private enum Key: String, CodingKey { case name, value, isBound }

  /// Reads evidence; values that JSON has no number for are the texts `nan`, `inf` and `-inf`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    isBound = try container.decodeIfPresent(Bool.self, forKey: .isBound) ?? false
    value = try container.decode(JSONNumber.self, forKey: .value).value
  }

  /// Writes evidence; that it is a bound is written only if it is one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    if isBound { try container.encode(true, forKey: .isBound) }
    try container.encode(JSONNumber(value), forKey: .value)
  }
}
