public import Foundation

// Runs that go wrong are the ones to keep, and JSON has no word for what they end in. Everywhere in the
// course numbers are written as numbers while they are finite, and as the words "nan", "inf" and
// "-inf" when they are not.

/// A number that stands in JSON as the word `nan`, `inf` or `-inf` where it is not finite.
///
/// Types that write themselves use it, so that every encoder in its default settings can write them.
public struct JSONNumber: Codable, Hashable, Sendable {
  /// The number.
  public let value: Double

  /// Creates the form of a number in JSON.
  ///
  /// - Parameter value: The number.
  public init(_ value: Double) { self.value = value }

  /// Reads a number, or one of the three words.
  ///
  /// - Parameter decoder: Where the number is read from.
  /// - Throws: `DecodingError`, also for any other word in the place of a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      value = try container.decode(Double.self)
    } catch DecodingError.typeMismatch {
      let word = try container.decode(String.self)
      guard let number = JSONNumber.Words.numbers[word] else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a number, nan, inf or -inf was expected: \(word)")
      }
      value = number
    }
  }

  /// Writes the number, or the word for it.
  ///
  /// - Parameter encoder: What the number is written to.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      let word =
        value.isNaN
        ? JSONNumber.Words.nan : value > 0 ? JSONNumber.Words.infinity : JSONNumber.Words.negative
      try container.encode(word)
    }
  }
}

extension JSONNumber {
  /// The words for numbers that are not finite.
  fileprivate enum Words {
    static var nan: String { "nan" }
    static var infinity: String { "inf" }
    static var negative: String { "-inf" }

    static var numbers: [String: Double] { [nan: .nan, infinity: .infinity, negative: -.infinity] }
  }
}

extension JSONEncoder {
  /// An encoder that sorts keys and writes words for numbers that are not finite.
  ///
  /// - Parameter formatting: What else is done to the text, such as `.prettyPrinted`.
  /// - Returns: The encoder; equal values give equal texts.
  public static func sorted(_ formatting: OutputFormatting = []) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: JSONNumber.Words.infinity, negativeInfinity: JSONNumber.Words.negative,
      nan: JSONNumber.Words.nan
    )
    return encoder
  }

  /// A value as text.
  ///
  /// - Parameter value: The value.
  /// - Returns: The text.
  /// - Throws: What the value's own encoding throws.
  public func text(_ value: some Encodable) throws -> String {
    String(decoding: try encode(value), as: UTF8.self)
  }
}

extension JSONDecoder {
  /// A decoder that reads the words for numbers that are not finite.
  public static var readingWords: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: JSONNumber.Words.infinity, negativeInfinity: JSONNumber.Words.negative,
      nan: JSONNumber.Words.nan
    )
    return decoder
  }
}
