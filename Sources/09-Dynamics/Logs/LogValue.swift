/// A value of JSON, with the order of its members kept and every spelling of NaN and infinity read.
///
/// Python writes `NaN` and `Infinity` as bare words, which JSON has not; logs of runs that went wrong are full
/// of them. The order of parameters is the order of the layers, so it must not be lost.
enum LogValue: Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([LogValue])
  case object([Member])

  /// A named value of an object.
  struct Member: Equatable, Sendable {
    let name: String
    let value: LogValue
  }

  /// The members of an object; empty for everything else.
  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// The value under a name; of several the last, as in Python.
  subscript(name: String) -> LogValue? { members.last { $0.name == name }?.value }

  /// The number, also where it is written as a text, such as "nan".
  var number: Double? {
    switch self {
    case .number(let value): value
    case .text(let text): LogNumber.value(of: text)
    default: nil
    }
  }

  /// The number, if it is a whole one that counts something.
  var integer: Int? { number.flatMap(LogNumber.count) }

  /// The text, if it is one.
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The elements of a list; empty for everything else.
  var elements: [LogValue] {
    if case .list(let elements) = self { elements } else { [] }
  }

  /// The members that are numbers, by name.
  var numbers: [String: Double] {
    members.reduce(into: [:]) { numbers, member in
      if let number = member.value.number { numbers[member.name] = number }
    }
  }
}

/// Numbers as programs of several languages write them.
enum LogNumber {
  /// A number as a count; `nil` where it is not whole, or lies beyond what a `Double` counts.
  ///
  /// - Parameter value: The number.
  /// - Returns: The count, which other counts can be added to without overflow.
  static func count(_ value: Double) -> Int? {
    value.magnitude <= 0x1p53 ? Int(exactly: value) : nil
  }

  /// The number that a text stands for.
  ///
  /// - Parameter text: Digits, or a spelling of NaN or infinity in any case, with spaces around.
  /// - Returns: The number, or `nil` where the text is none; an empty text is none.
  static func value(of text: some StringProtocol) -> Double? {
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    let end = trimmed.lastIndex { $0 != " " && $0 != "\t" }
    guard let end else { return nil }
    let word = trimmed[...end]
    if let number = Double(word), !word.hasPrefix("0x"), !word.hasPrefix("0X") {
      // C prints a sign before NaN, which means nothing.
      return number.isNaN ? .nan : number
    }
    switch word.lowercased() {
    case "nan", "+nan", "-nan", "1.#qnan", "-1.#ind", "nan(ind)", "-nan(ind)": return .nan
    case "inf", "+inf", "infinity", "+infinity", "∞", "1.#inf": return .infinity
    case "-inf", "-infinity", "-∞", "−∞", "-1.#inf": return -.infinity
    default: return nil
    }
  }
}
