import Foundation
import TensorCore

extension TensorFile {
  /// The types of numbers that are read and written, by their names in the header.
  enum DType: String {
    case float32 = "F32"
    case float64 = "F64"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"

    /// The type of this build's scalars.
    static var scalar: DType { Scalar.self == Float.self ? .float32 : .float64 }

    var byteCount: Int {
      switch self {
      case .float16, .bfloat16: 2
      case .float32: 4
      case .float64, .int64: 8
      }
    }

    /// The number whose bits these are, of a type that is no integer.
    func scalar(_ bits: UInt64) -> Scalar {
      switch self {
      case .float16: Scalar(TensorFile.half(UInt16(truncatingIfNeeded: bits)))
      // A bfloat16 is the first half of a float32.
      case .bfloat16: Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16))
      case .float32: Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .float64, .int64: Scalar(Double(bitPattern: bits))
      }
    }
  }

  /// What the header says of one tensor.
  struct Entry: Encodable, Equatable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// The header: tensors by name, and texts under a name of their own.
  struct Header: Encodable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    /// A name of a tensor as a key of the JSON object.
    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
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
      try file.checkFormat(
        "a safetensors file: open it in Python, and write safetensors.torch.save_file(tensors, path)"
      )
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
    var scanner = HeaderScanner(file, in: 8..<end)
    return (try scanner.header(), end)
  }

  /// The number of 16 bits: a sign, five bits of exponent and ten of fraction (IEEE 754, binary16).
  static func half(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (bits >> 10 & 31, UInt32(bits & 1023))
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(bitPattern: (UInt32(exponent) + 112) << 23 | fraction << 13)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
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
