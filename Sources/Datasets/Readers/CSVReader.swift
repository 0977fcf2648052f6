public import TensorCore

/// A reader of tables of numbers, one row a line, with separators between the fields.
///
/// Lines end in LF, CR LF or CR; the last may end without. Blanks around a field are ignored, and so are quotes
/// around it and a byte order mark. Every field is a finite decimal number, and every row has as many as
/// the first. Empty fields and empty lines are refused. Numbers are rounded to `Scalar`.
///
/// ```swift
/// let table = try CSVReader().readWithHeader("iris.csv")
/// table.header         // ["length", "width"]
/// table.values.shape   // [150, 2]
/// ```
///
/// ## Source
///
/// Shafranovich, RFC 4180, 2005, https://www.rfc-editor.org/rfc/rfc4180.
public struct CSVReader: Sendable {
  /// What stands between two fields.
  public enum Separator: UInt8, Sendable {
    /// A comma, as the format's name has it.
    case comma = 0x2C
    /// A semicolon, as spreadsheets write where the comma is the decimal point.
    case semicolon = 0x3B
    /// A tabulator, as in TSV files.
    case tab = 0x09
  }

  /// What stands between two fields.
  public let separator: Separator

  /// Creates a reader.
  public init(separator: Separator = .comma) { self.separator = separator }

  /// Reads a table that has no header.
  ///
  /// - Throws: An error that names the line and column of the first thing that is wrong.
  public func read(_ path: String) throws(DatasetError) -> CSVTable {
    try read(ByteFile(path: path))
  }

  /// Reads a table whose first line is a header, of as many fields as it pleases.
  ///
  /// - Throws: An error that names the line and column of the first thing that is wrong.
  public func readWithHeader(_ path: String) throws(DatasetError) -> CSVTable {
    try readWithHeader(ByteFile(path: path))
  }

  /// Reads a table that has no header from bytes in memory.
  package func read(_ file: ByteFile) throws(DatasetError) -> CSVTable {
    let lines = try CSVLines(of: file, separator: separator)
    return CSVTable(header: [], values: try lines.numbers(from: 0), file: file, lines: lines)
  }

  /// Reads a table whose first line is a header from bytes in memory.
  package func readWithHeader(_ file: ByteFile) throws(DatasetError) -> CSVTable {
    let lines = try CSVLines(of: file, separator: separator)
    let header = try lines.texts(of: 0)
    return CSVTable(header: header, values: try lines.numbers(from: 1), file: file, lines: lines)
  }
}

/// A table of numbers that was read from a file.
public struct CSVTable: Sendable {
  /// The fields of the first line, empty if the table was read without a header.
  public let header: [String]

  /// The numbers, of shape `[rows, columns]`.
  public let values: Tensor

  /// Where the numbers came from, for messages about them.
  let file: ByteFile
  let lines: CSVLines

  /// The place of a number in the file.
  func position(row: Int, column: Int) -> DatasetError.Position {
    lines.position(line: row + (header.isEmpty ? 0 : 1), field: column)
  }
}
