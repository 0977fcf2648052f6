/// A text cut at line ends, or a line at separators, but for those that stand between quotes.
///
/// A quote opens where a field begins, after blanks, and closes with a quote that is not doubled. Lines end in
/// LF, CR LF, or CR alone, as old spreadsheets on the Macintosh write.
///
/// ## Source
///
/// Shafranovich, RFC 4180, 2005, https://www.rfc-editor.org/rfc/rfc4180, section 2.
struct CSVPieces {
  /// One field as it stands in the line, without the blanks around it.
  struct Field {
    /// The bytes, with quotes.
    let bytes: ArraySlice<UInt8>

    /// Whether quotes stand around the field.
    let isQuoted: Bool

    /// Where something stands behind the quote that closes the field, if anything does.
    let strayOffset: Int?

    /// What the field says.
    var text: String {
      guard isQuoted else { return String(decoding: bytes, as: UTF8.self) }
      return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
        .replacing("\"\"", with: "\"")
    }
  }

  private let text: ArraySlice<UInt8>
  private let separator: UInt8

  /// Where a quote opens that is never closed; known after the text was cut.
  private(set) var openQuote: Int?

  /// Prepares to cut a text.
  init(_ text: ArraySlice<UInt8>, separator: UInt8) {
    (self.text, self.separator) = (text, separator)
  }

  /// Whether a line ends with the byte at an index: a LF, or a CR without one after it.
  static func endsLine(_ index: Int, in text: ArraySlice<UInt8>) -> Bool {
    if text[index] == UInt8(ascii: "\n") { return true }
    let next = index + 1
    return text[index] == UInt8(ascii: "\r")
      && (next == text.endIndex || text[next] != UInt8(ascii: "\n"))
  }

  /// The lines without their ends; an end at the end of the text begins no other line.
  mutating func lines() -> [ArraySlice<UInt8>] {
    var lines = cut(atLines: true)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
  }

  /// The fields of a line.
  mutating func fields() -> [Field] {
    let (blank, quote) = (UInt8(ascii: " "), UInt8(ascii: "\""))
    return cut(atLines: false).map { piece in
      let start = piece.firstIndex { $0 != blank } ?? piece.endIndex
      let end = (piece.lastIndex { $0 != blank } ?? start - 1) + 1
      let bytes = piece[start..<end]
      guard bytes.first == quote, let close = closingQuote(from: start + 1), close < end else {
        return Field(bytes: bytes, isQuoted: false, strayOffset: nil)
      }
      let isWhole = close == end - 1
      return Field(bytes: bytes, isQuoted: isWhole, strayOffset: isWhole ? nil : close + 1)
    }
  }

  /// Cuts at what ends a piece outside of quotes.
  private mutating func cut(atLines: Bool) -> [ArraySlice<UInt8>] {
    let (blank, quote) = (UInt8(ascii: " "), UInt8(ascii: "\""))
    var pieces: [ArraySlice<UInt8>] = []
    var (start, atStart) = (text.startIndex, true)
    var index = start
    while index < text.endIndex {
      let byte = text[index]
      if byte == quote, atStart {
        guard let close = closingQuote(from: index + 1) else {
          openQuote = index
          break
        }
        (index, atStart) = (close, false)
      } else if atLines && Self.endsLine(index, in: text) || !atLines && byte == separator {
        pieces.append(text[start..<index])
        (start, atStart) = (index + 1, true)
      } else if byte != blank {
        atStart = byte == separator
      }
      index += 1
    }
    return pieces + [text[start...]]
  }

  /// The first quote from an index on that is not doubled.
  private func closingQuote(from begin: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    var index = begin
    while index < text.endIndex {
      if text[index] == quote {
        let next = index + 1
        guard next < text.endIndex, text[next] == quote else { return index }
        index = next
      }
      index += 1
    }
    return nil
  }
}
