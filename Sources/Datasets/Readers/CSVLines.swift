import TensorCore

/// A text cut into lines and fields that still know where in the file they stand.
struct CSVLines: Sendable {
  private let file: ByteFile
  private let separator: UInt8
  private let lines: [ArraySlice<UInt8>]

  init(of file: ByteFile, separator: CSVReader.Separator) throws(DatasetError) {
    try file.checkContents()
    self.file = file
    self.separator = separator.rawValue
    // Spreadsheets write a byte order mark in front; it belongs to no column.
    let text = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? file.bytes[3...] : file.bytes[...]
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
  }

  /// The fields of one line, without the blanks around them.
  func fields(of line: Int) -> [ArraySlice<UInt8>] {
    guard line < lines.count else { return [] }
    return lines[line].split(separator: separator, omittingEmptySubsequences: false).map { field in
      let blank = UInt8(ascii: " ")
      guard field.first == blank || field.last == blank else { return field }
      let start = field.firstIndex { $0 != blank } ?? field.endIndex
      let end = (field.lastIndex { $0 != blank } ?? start - 1) + 1
      return field[start..<end]
    }
  }

  /// The place of one field.
  func position(line: Int, field: Int) -> DatasetError.Position {
    place(fields(of: line)[field].startIndex, in: line)
  }

  /// The place of one byte of a line.
  private func place(_ offset: Int, in line: Int) -> DatasetError.Position {
    .text(line: line + 1, column: offset - lines[line].startIndex + 1)
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
            .notANumber, at: place(field.startIndex, in: line),
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
      .raggedRow, at: place(offset, in: line),
      expected: lines[first].isEmpty
        ? "a row of numbers" : "\(width) fields as in line \(first + 1)",
      found: lines[line].isEmpty ? "an empty line" : "\(fields.count)")
  }

  /// What should have stood where a field is not a number.
  private func expectation(of field: ArraySlice<UInt8>, in line: Int) -> String {
    if field.contains(UInt8(ascii: "\"")) { return "a finite number without quotes" }
    return line == 0 ? "a finite number (or a reader with a header)" : "a finite number"
  }

  /// A field as a message shows it.
  private func excerpt(of field: ArraySlice<UInt8>) -> String {
    if field.isEmpty { return "an empty field" }
    let text = String(decoding: field.prefix(24), as: UTF8.self).debugDescription
    return field.count > 24 ? text + " …" : text
  }
}
