import Foundation
import TensorCore

extension TensorFile {
  /// The types of numbers that are read and written, by their names in the header.
  enum DType: String {
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"

    /// The type of this build's scalars.
    static var scalar: DType { Scalar.self == Float.self ? .float32 : .float64 }

    var byteCount: Int { self == .float32 ? 4 : 8 }
  }

  /// What the header says of one tensor.
  struct Entry: Codable, Equatable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// The header: tensors by name, and texts under a name of their own.
  struct Header: Codable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    /// The number of names in the object that was read, that of the texts included.
    var memberCount = 0

    /// A name of a tensor as a key of the JSON object.
    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      memberCount = container.allKeys.count
      for key in container.allKeys {
        if key.stringValue == TensorFile.metadataName {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Name.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: Name(TensorFile.metadataName)) }
      for (name, entry) in entries { try container.encode(entry, forKey: Name(name)) }
    }
  }

  /// The greatest header that is read; the format's own limit.
  private static var longestHeader: Int { 100_000_000 }

  /// Reads the header, and says where the scalars begin.
  static func readHeader(_ file: ByteFile) throws(DatasetError) -> (header: Header, start: Int) {
    try file.checkContents()
    guard file.bytes.count >= 8 else {
      throw file.error(
        .truncated, at: .byte(file.bytes.count), expected: "the length of the header, 8 bytes",
        found: "the end of the file")
    }
    let length = file.bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader) else {
      throw file.error(
        .badHeader, at: .byte(0), expected: "a header of at most \(longestHeader) bytes",
        found: "a length of \(length)")
    }
    let end = 8 + Int(length)
    guard file.bytes.count >= end else {
      throw file.error(
        .truncated, at: .byte(file.bytes.count), expected: "a header of \(length) bytes",
        found: "the end of the file")
    }
    let json = file.bytes[8..<end]
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(json)) else {
      throw file.error(
        .badHeader, at: .byte(8), expected: "a JSON object that describes tensors",
        found: "\(length) bytes that are none")
    }
    let (found, kept) = (memberCount(json), header.memberCount)
    guard found == kept else {
      throw file.error(
        .badHeader, at: .byte(8), expected: "every name once",
        found: "\(found) members under \(kept) names")
    }
    return (header, end)
  }

  /// The number of members of a JSON object: of colons that stand neither in a text nor deeper.
  ///
  /// Of two members of one name the decoder keeps one, without a word: with it would go a tensor,
  /// or the other of two types that are given for the same bytes.
  private static func memberCount(_ json: ArraySlice<UInt8>) -> Int {
    var (count, depth) = (0, 0)
    var (isText, isEscaped) = (false, false)
    for byte in json {
      if isText {
        if byte == UInt8(ascii: "\""), !isEscaped { isText = false }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: count += 1
      default: break
      }
    }
    return count
  }

  /// The header's bytes, its length before it, filled up with spaces to a multiple of eight.
  static func headerBytes(_ header: Header) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(header) else {
      preconditionFailure("TensorFile.write: names and lengths cannot be written as JSON")
    }
    let padding = (8 - json.count % 8) % 8
    let text = [UInt8](json) + [UInt8](repeating: UInt8(ascii: " "), count: padding)
    return littleEndianBytes(UInt64(text.count)) + text
  }

  /// The bytes of a number, least significant first.
  static func littleEndianBytes(_ bits: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    (0..<bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }
}
