/// Reads JSON from bytes, one value after the other, as far as it goes.
struct JSONScanner {
  /// What stands where something else should.
  struct Failure: Error, Equatable {
    /// The offset of the byte at fault; the number of bytes where the text ends too early.
    let offset: Int
    /// What was expected there.
    let expected: String
    /// Whether the text ends before the value does.
    let isTruncated: Bool
  }

  /// How deeply lists and objects may be nested: far more than any log, and far less than the stack bears.
  static var depthLimit: Int { 200 }

  private let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// Reads the only value of the bytes.
  static func value(of bytes: [UInt8]) throws(Failure) -> LogValue {
    var scanner = JSONScanner(bytes)
    let value = try scanner.value()
    scanner.skipSpaces()
    guard scanner.offset == bytes.count else { throw scanner.failure("the end of the value") }
    return value
  }

  /// Reads the next value.
  mutating func value(depth: Int = 0) throws(Failure) -> LogValue {
    guard depth < Self.depthLimit else { throw failure("at most \(Self.depthLimit) levels") }
    skipSpaces()
    switch peek {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .list(try elements(depth: depth))
    case UInt8(ascii: "\""): return .text(try string())
    default: return try word()
    }
  }

  /// The next byte that is no space, without passing it.
  @discardableResult
  mutating func next() -> UInt8? {
    skipSpaces()
    return peek
  }

  /// Passes a character, after spaces.
  mutating func pass(_ character: Character) throws(Failure) {
    skipSpaces()
    guard let byte = character.asciiValue, peek == byte else { throw failure("“\(character)”") }
    offset += 1
  }

  /// Reads a text between quotes.
  mutating func string() throws(Failure) -> String {
    try pass("\"")
    var units: [UInt8] = []
    while let byte = peek {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): units.append(contentsOf: try escaped())
      default: units.append(byte)
      }
    }
    throw failure("the end of a text")
  }

  private mutating func members(depth: Int) throws(Failure) -> [LogValue.Member] {
    try pass("{")
    var members: [LogValue.Member] = []
    if next() != UInt8(ascii: "}") {
      repeat {
        skipSpaces()
        let name = try string()
        try pass(":")
        members.append(LogValue.Member(name: name, value: try value(depth: depth + 1)))
      } while passComma()
    }
    try pass("}")
    return members
  }

  private mutating func elements(depth: Int) throws(Failure) -> [LogValue] {
    try pass("[")
    var elements: [LogValue] = []
    if next() != UInt8(ascii: "]") {
      repeat { elements.append(try value(depth: depth + 1)) } while passComma()
    }
    try pass("]")
    return elements
  }

  /// Passes a comma, if the next byte is one.
  mutating func passComma() -> Bool {
    guard next() == UInt8(ascii: ",") else { return false }
    offset += 1
    return true
  }

  /// The bytes of a character that is written with a backslash, which is passed.
  private mutating func escaped() throws(Failure) -> [UInt8] {
    guard let byte = peek else { throw failure("the end of a text") }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "u"):
      var units = [try hexadecimal()]
      if (0xD800..<0xDC00).contains(units[0]), peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
        bytes[offset + 1] == UInt8(ascii: "u")
      {
        offset += 2
        units.append(try hexadecimal())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: return [byte]
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    let end = offset + 4
    guard end <= bytes.count else {
      offset = bytes.count
      throw failure("four digits")
    }
    guard let value = UInt16(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16) else {
      throw failure("four hexadecimal digits")
    }
    offset = end
    return value
  }

  /// Reads a number, `true`, `false`, `null`, or a spelling of NaN or infinity.
  private mutating func word() throws(Failure) -> LogValue {
    let start = offset
    while let byte = peek, Self.isOfWord(byte) { offset += 1 }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    // A word at the very end may have gone on.
    let truncated = offset == bytes.count
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "null", "None": return .null
    default:
      if let number = LogNumber.value(of: word) { return .number(number) }
      offset = truncated ? bytes.count : start
      throw failure("a value")
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpaces() {
    while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { offset += 1 }
  }

  private func failure(_ expected: String) -> Failure {
    Failure(offset: offset, expected: expected, isTruncated: offset >= bytes.count)
  }
}
