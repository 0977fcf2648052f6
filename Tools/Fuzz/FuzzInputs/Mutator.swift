import TensorCore

/// Makes damaged files of whole ones.
///
/// An input is determined by a seed and its number, so that it can be made again.
public struct Mutator: Sendable {
  /// Files that a reader accepts.
  public let originals: [[UInt8]]

  /// What means something in the format, such as `"NaN"` or a bracket.
  public let words: [[UInt8]]

  /// Creates a maker of damaged files.
  ///
  /// - Parameters:
  ///   - originals: Files that a reader accepts.
  ///   - words: What means something in the format, beside what means something everywhere.
  /// - Precondition: There is a file.
  public init(originals: [[UInt8]], words: [String]) {
    precondition(!originals.isEmpty, "Mutator.init: there are no files to damage")
    self.originals = originals
    self.words =
      (words + Self.commonWords).map { Array($0.utf8) }
      + [
        [0], [255], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80], [0x1F, 0x8B],
      ]
  }

  /// What is odd in every format of text.
  private static var commonWords: [String] {
    [
      "\r", "\r\n", "\n", "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", ";", "\t",
      " ",
    ]
      + [
        "```", "~~~", "`", "#", "|", "<!--", "-->", "null", "true", "nan", "inf", "é", "🙂",
        "\u{2028}",
      ]
      + extremes
  }

  /// Numbers at which something overflows.
  static var extremes: [String] {
    [
      "0", "-0", "-1", "1", "0.5", "1e999", "-1e999", "1e-999", "1e308", "NaN", "Infinity",
      "-Infinity",
    ]
      + ["2147483647", "2147483648", "4294967296", "9007199254740993", "9223372036854774784"]
      + [
        "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551616",
      ]
      + ["1.5e-9223372036854775808", "1e18", "1e19", "0x10", "١", "1_000", "00", "+1", "1.", ".5"]
  }

  /// A damaged file.
  ///
  /// - Parameters:
  ///   - number: The number of the file.
  ///   - seed: The seed of all files.
  /// - Returns: One of the originals with one to five changes; of 64 files one is unchanged.
  public func input(_ number: Int, seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed &* 0xD129_0D3F_7C5A_1B3D &+ UInt64(number))
    // Neighboring seeds of SplitMix64 begin alike but for a sum.
    generator = SplitMix64(seed: generator.next())
    var bytes = originals[generator.uniform(below: originals.count)]
    if generator.uniform(below: 64) == 0 { return bytes }
    for _ in 0...generator.uniform(below: 5) { change(&bytes, using: &generator) }
    return bytes
  }

  /// Damages bytes in one way of a dozen.
  private func change(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    let place = generator.uniform(below: bytes.count + 1)
    let range = place..<min(bytes.count, place + 1 + generator.uniform(below: 24))
    switch generator.uniform(below: 14) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(generator.uniform(below: 8))
    case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
    case 2: bytes.removeSubrange(range)
    case 3: bytes.removeSubrange(place...)
    case 4:
      // Something small is repeated often, something long seldom.
      let times = 1 + generator.uniform(below: generator.uniform() < 0.02 ? 2_000 : 8)
      let copies = [[UInt8]](repeating: Array(bytes[range]), count: times)
      bytes.insert(contentsOf: copies.joined(), at: place)
    case 5, 6: bytes.insert(contentsOf: word(using: &generator), at: place)
    case 7: bytes.replaceSubrange(range, with: word(using: &generator))
    case 8, 9: replaceNumber(in: &bytes, from: place, using: &generator)
    case 10: replaceInteger(in: &bytes, at: place, using: &generator)
    case 11: doubleMember(of: &bytes, at: place)
    case 12: nest(&bytes, at: place, using: &generator)
    default: changeText(&bytes, using: &generator)
    }
  }

  private func word(using generator: inout SplitMix64) -> [UInt8] {
    words[generator.uniform(below: words.count)]
  }
}
