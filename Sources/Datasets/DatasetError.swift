/// What is wrong with a file of data: where, what was expected there, and what was found.
///
/// It prints as one line that editors turn into a link:
/// `iris.csv:3:5: not a number: expected a finite number, found "x7"`.
public struct DatasetError: Error, Equatable, Sendable {
  /// The ways in which a file can be bad.
  public enum Kind: String, Sendable {
    /// The file does not exist, is a folder, or may not be read.
    case unreadable = "unreadable file"
    /// The file is compressed; the readers want it unpacked.
    case compressed = "compressed file"
    /// The file is of another format than its reader's.
    case otherFormat = "another format"
    /// The file holds no data.
    case empty = "no data"
    /// The file ends before the data that its head announces.
    case truncated = "truncated file"
    /// The first bytes are not those of the expected format.
    case wrongMagicNumber = "wrong magic number"
    /// Two counts that should agree do not.
    case wrongCount = "wrong count"
    /// A field of a table is not a finite number.
    case notANumber = "not a number"
    /// A row of a table is longer or shorter than the first.
    case raggedRow = "ragged row"
    /// The head of a file contradicts itself or the data.
    case badHeader = "damaged header"
    /// The numbers are of a type that the reader does not know.
    case unsupportedType = "unsupported type"
    /// The file cannot be written.
    case unwritable = "unwritable file"
    /// A label is not one of the classes.
    case wrongLabel = "wrong label"
  }

  /// A place in a file.
  public enum Position: Equatable, Sendable {
    /// The file as a whole.
    case file
    /// A place in a text; lines and columns are counted from 1, columns in bytes.
    case text(line: Int, column: Int)
    /// A place in a binary file: the number of bytes before it.
    case byte(Int)
  }

  /// In which way the file is bad.
  public let kind: Kind

  /// The file, as its reader was given it.
  public let path: String

  /// Where in the file.
  public let position: Position

  /// What a good file has there.
  public let expected: String

  /// What this one has there.
  public let found: String

  /// Creates an error.
  public init(kind: Kind, path: String, position: Position, expected: String, found: String) {
    self.kind = kind
    self.path = path
    self.position = position
    self.expected = expected
    self.found = found
  }
}

extension DatasetError: CustomStringConvertible {
  /// One line: the place, the kind, what was expected and what was found.
  ///
  /// Names that come from the file may hold line ends, or be of any length: what does not fit a line is left out.
  public var description: String {
    let place =
      switch position {
      case .file: path
      case .text(let line, let column): "\(path):\(line):\(column)"
      case .byte(let offset): "\(path): byte \(offset)"
      }
    return
      "\(place): \(kind.rawValue): expected \(Self.shown(expected)), found \(Self.shown(found))"
  }
  /// The beginning of some words, with “·” for what does not stand in a line.
  private static func shown(_ words: String) -> String {
    let scalars = words.unicodeScalars.prefix(300).map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: "·"
      default: scalar
      }
    }
    let isWhole = words.unicodeScalars.count <= 300
    return String(String.UnicodeScalarView(scalars)) + (isWhole ? "" : "…")
  }
}
