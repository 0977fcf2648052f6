/// A strict reader of the JSON of a safetensors header.
///
/// It accepts what the format's reference reader accepts, so that no file means one thing here and another
/// elsewhere: every name that means something once, no comma too many, whole numbers without a point,
/// UTF-8 without a byte order mark.
///
/// ## Source
///
/// Bray (editor), RFC 8259, 2017, https://www.rfc-editor.org/rfc/rfc8259, for the grammar.
struct HeaderScanner {
  private let file: ByteFile
  private let end: Int
  private var index: Int

  /// Prepares to read the bytes in a range of a file.
  init(_ file: ByteFile, in range: Range<Int>) {
    self.file = file
    (index, end) = (range.lowerBound, range.upperBound)
  }

  /// Reads the whole header; only spaces may follow it.
  mutating func header() throws(DatasetError) -> TensorFile.Header {
    var header = TensorFile.Header()
    try object { (scanner, name) throws(DatasetError) in
      if name == TensorFile.metadataName {
        try scanner.object { (scanner, key) throws(DatasetError) in
          header.metadata[key] = try scanner.string()
        }
      } else {
        header.entries[name] = try scanner.entry(name)
      }
    }
    skipBlanks()
    guard index == end else { throw fault("the end of the header") }
    return header
  }

  /// The words about one tensor; members that the format does not know are passed over.
  private mutating func entry(_ name: String) throws(DatasetError) -> TensorFile.Entry {
    let begin = index
    var dtype: String?
    var (shape, offsets): ([Int]?, [Int]?)
    let known = ["dtype", "shape", "data_offsets"]
    try object(namedOnce: known.contains) { (scanner, key) throws(DatasetError) in
      switch key {
      case "dtype": dtype = try scanner.string()
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: try scanner.skipValue(depth: 0)
      }
    }
    guard let dtype, let shape, let offsets else {
      throw file.error(
        .badHeader, at: .byte(begin), expected: "dtype, shape and data_offsets of \(name)",
        found: "an object without one of them")
    }
    return TensorFile.Entry(dtype: dtype, shape: shape, data_offsets: offsets)
  }

  // MARK: - Values

  /// Reads an object, member by member; a name that occurs twice is refused where it means something.
  private mutating func object(
    namedOnce isKnown: (String) -> Bool = { _ in true },
    _ readMember: (inout HeaderScanner, String) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try take("{", for: "an object, which begins with {")
    var names: Set<String> = []
    if skips("}") { return }
    repeat {
      skipBlanks()
      let place = index
      let name = try string()
      guard names.insert(name).inserted || !isKnown(name) else {
        throw file.error(
          .badHeader, at: .byte(place), expected: "every name once", found: "\(name) again")
      }
      try take(":", for: "a colon after the name")
      try readMember(&self, name)
    } while skips(",")
    try take("}", for: "a comma or the end of the object")
  }

  /// Reads an array of whole numbers that are not negative.
  private mutating func integers() throws(DatasetError) -> [Int] {
    try take("[", for: "an array of whole numbers")
    var values: [Int] = []
    if skips("]") { return values }
    repeat { values.append(try integer()) } while skips(",")
    try take("]", for: "a comma or the end of the array")
    return values
  }

  private mutating func integer() throws(DatasetError) -> Int {
    skipBlanks()
    let begin = index
    while index < end, isDigit(file.bytes[index]) { index += 1 }
    let text = String(decoding: file.bytes[begin..<index], as: UTF8.self)
    let isWhole = index == end || !".eE".utf8.contains(file.bytes[index])
    guard let value = Int(text), isWhole, text == "0" || !text.hasPrefix("0") else {
      index = begin
      throw fault("a whole number from 0 to \(Int.max)")
    }
    return value
  }

  private mutating func string() throws(DatasetError) -> String {
    try take("\"", for: "a text between quotes")
    var bytes: [UInt8] = []
    while index < end, file.bytes[index] != UInt8(ascii: "\"") {
      let byte = file.bytes[index]
      guard byte >= 0x20 else { throw fault("a text without control characters") }
      if byte == UInt8(ascii: "\\") {
        bytes += try escape()
      } else {
        bytes.append(byte)
        index += 1
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("a text in UTF-8")
    }
    try take("\"", for: "the end of the text")
    return text
  }

  /// The bytes that an escape sequence stands for.
  private mutating func escape() throws(DatasetError) -> [UInt8] {
    let begin = index
    index += 2
    guard index <= end else { throw fault("an escape sequence") }
    switch file.bytes[begin + 1] {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case let byte where "\"\\/".utf8.contains(byte): return [byte]
    case UInt8(ascii: "u"):
      var units = [try hexadecimalUnit(from: begin)]
      // A character beyond 16 bits is written as two of them.
      if UTF16.isLeadSurrogate(units[0]), index + 2 <= end,
        file.bytes[index..<index + 2].elementsEqual("\\u".utf8)
      {
        index += 2
        units.append(try hexadecimalUnit(from: begin))
      }
      if let text = String(validating: units, as: UTF16.self) { return Array(text.utf8) }
    default: break
    }
    index = begin
    throw fault("an escape sequence of JSON")
  }

  private mutating func hexadecimalUnit(from begin: Int) throws(DatasetError) -> UInt16 {
    let digits = file.bytes[index..<min(index + 4, end)]
    let isHexadecimal = digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    guard digits.count == 4, isHexadecimal,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      index = begin
      throw fault("four hexadecimal digits after \\u")
    }
    index += 4
    return unit
  }

  /// Passes over a value of any kind.
  private mutating func skipValue(depth: Int) throws(DatasetError) {
    guard depth < 64 else { throw fault("at most 64 values one in another") }
    skipBlanks()
    switch index < end ? file.bytes[index] : 0 {
    case UInt8(ascii: "{"):
      try object(namedOnce: { _ in false }) { (scanner, _) throws(DatasetError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      index += 1
      if skips("]") { return }
      repeat { try skipValue(depth: depth + 1) } while skips(",")
      try take("]", for: "a comma or the end of the array")
    case UInt8(ascii: "\""): _ = try string()
    default:
      let begin = index
      while index < end, !",]} \n\r\t".utf8.contains(file.bytes[index]) { index += 1 }
      let word = file.bytes[begin..<index]
      let text = String(decoding: word, as: UTF8.self)
      let isNumber = word.first != UInt8(ascii: "+") && decimalNumber(word) != nil
      guard ["true", "false", "null"].contains(text) || isNumber else {
        index = begin
        throw fault("a value")
      }
    }
  }

  // MARK: - Bytes

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func skipBlanks() {
    while index < end, " \n\r\t".utf8.contains(file.bytes[index]) { index += 1 }
  }

  /// Passes over a character if it comes next.
  private mutating func skips(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard index < end, file.bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func take(
    _ character: Unicode.Scalar, for purpose: String
  ) throws(DatasetError) {
    guard skips(character) else { throw fault(purpose) }
  }

  /// An error at the place that was reached.
  private func fault(_ expected: String) -> DatasetError {
    let found =
      index >= end
      ? "the end of the header"
      : String(decoding: file.bytes[index..<min(index + 16, end)], as: UTF8.self).debugDescription
    return file.error(
      .badHeader, at: .byte(min(index, end)), expected: expected, found: found)
  }
}
