import TensorCore

/// A text cut into lines and fields that still know where in the file they stand.
struct CSVLines: Sendable {
  private let file: ByteFile
  private let separator: UInt8
  private let lines: [ArraySlice<UInt8>]

  init(of file: ByteFile, separator: CSVReader.Separator) throws(DatasetError) {
    try file.checkContents()
    try file.checkFormat("a table as text in UTF-8: export it as CSV")
    self.file = file
    self.separator = separator.rawValue
    // Spreadsheets write a byte order mark in front; it belongs to no column.
    let text = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? file.bytes[3...] : file.bytes[...]
    var pieces = CSVPieces(text, separator: self.separator)
    lines = pieces.lines()
    if let quote = pieces.openQuote {
      throw file.error(
        .notANumber, at: place(quote), expected: "a closing quote", found: "the end of the file")
    }
  }

  /// The fields of one line, without the blanks and the quotes around them.
  func fields(of line: Int) -> [ArraySlice<UInt8>] {
    guard line < lines.count else { return [] }
    var pieces = CSVPieces(lines[line], separator: separator)
    return pieces.fields().map { $0.isQuoted ? $0.bytes.dropFirst().dropLast() : $0.bytes }
  }

  /// The fields of one line as texts; of doubled quotes within a quoted field one is left.
  ///
  /// What stands between a closing quote and the next separator is refused: readers disagree on what it means.
  func texts(of line: Int) throws(DatasetError) -> [String] {
    guard line < lines.count else { return [] }
    var pieces = CSVPieces(lines[line], separator: separator)
    let fields = pieces.fields()
    for field in fields {
      guard let offset = field.strayOffset else { continue }
      throw file.error(
        .notANumber, at: place(offset), expected: "a separator behind the closing quote",
        found: excerpt(of: field.bytes[offset...]))
    }
    return fields.map(\.text)
  }

  /// The place of one field.
  func position(line: Int, field: Int) -> DatasetError.Position {
    place(fields(of: line)[field].startIndex)
  }

  /// The place of one byte, by the line ends before it: a quoted field may hold some.
  private func place(_ offset: Int) -> DatasetError.Position {
    let bytes = file.bytes
    var (line, start) = (1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    for index in start..<max(start, offset) where CSVPieces.endsLine(index, in: bytes[...]) {
      (line, start) = (line + 1, index + 1)
    }
    return .text(line: line, column: offset - start + 1)
  }

  // MARK: - Numbers

  /// The numbers of all lines from one on, of shape `[lines, fields]`.
  func numbers(from first: Int) throws(DatasetError) -> Tensor {
    guard first < lines.count else {
      throw file.error(
        .empty, at: .text(line: first + 1, column: 1), expected: "a row of numbers",
        found: "the end of the file")
    }
    var scalars: [Scalar] = []
    let width = fields(of: first).count
    scalars.reserveCapacity(width * (lines.count - first))
    for line in first..<lines.count {
      let fields = fields(of: line)
      try check(fields, of: line, against: width, in: first)
      for field in fields {
        guard let number = decimalNumber(field), Scalar(number).isFinite else {
          throw file.error(
            .notANumber, at: place(field.startIndex),
            expected: expectation(of: field, in: line), found: excerpt(of: field))
        }
        scalars.append(Scalar(number))
      }
    }
    return Tensor(shape: [lines.count - first, width], scalars: scalars)
  }

  /// Throws unless a line has as many fields as the first.
  private func check(
    _ fields: [ArraySlice<UInt8>], of line: Int, against width: Int, in first: Int
  ) throws(DatasetError) {
    guard fields.count != width || lines[line].isEmpty else { return }
    let offset = fields.count > width ? fields[width].startIndex : lines[line].endIndex
    throw file.error(
      .raggedRow, at: place(offset),
      expected: lines[first].isEmpty
        ? "a row of numbers" : "\(width) fields as in line \(first + 1)",
      found: lines[line].isEmpty ? "an empty line" : "\(fields.count)")
  }

  /// What should have stood where a field is not a number.
  private func expectation(of field: ArraySlice<UInt8>, in line: Int) -> String {
    line == 0 ? "a finite number (or a reader with a header)" : "a finite number"
  }

  /// A field as a message shows it.
  private func excerpt(of field: ArraySlice<UInt8>) -> String {
    if field.isEmpty { return "an empty field" }
    let text = String(decoding: field.prefix(24), as: UTF8.self).debugDescription
    return field.count > 24 ? text + " …" : text
  }
}
