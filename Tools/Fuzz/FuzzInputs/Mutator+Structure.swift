import TensorCore

// Damage that knows something of what files are made of: numbers, members, brackets, encodings.

extension Mutator {
  /// Replaces the next decimal number by one at which something overflows.
  func replaceNumber(
    in bytes: inout [UInt8], from place: Int, using generator: inout SplitMix64
  ) {
    let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
    guard let start = bytes[place...].firstIndex(where: isDigit) ?? bytes.firstIndex(where: isDigit)
    else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) && !".eE+-".utf8.contains($0) }
    let extremes = Self.extremes
    let number = extremes[generator.uniform(below: extremes.count)]
    bytes.replaceSubrange(start..<(end ?? bytes.count), with: number.utf8)
  }

  /// Replaces a number of two, four or eight bytes by one at which something overflows.
  func replaceInteger(in bytes: inout [UInt8], at place: Int, using generator: inout SplitMix64) {
    let width = [2, 4, 8][generator.uniform(below: 3)]
    let start = place / width * width
    guard start + width <= bytes.count else { return }
    let patterns: [UInt64] = [
      0, 1, 255, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF,
      0x8000_0000_0000_0000, .max, UInt64(bytes.count),
    ]
    let pattern = patterns[generator.uniform(below: patterns.count)]
    let isLittleEndian = generator.uniform() < 0.5
    for index in 0..<width {
      let shift = 8 * (isLittleEndian ? index : width - 1 - index)
      bytes[start + index] = UInt8(truncatingIfNeeded: pattern >> UInt64(shift))
    }
  }

  /// Writes a line, or what stands between two commas, twice.
  func doubleMember(of bytes: inout [UInt8], at place: Int) {
    let isBorder = { (byte: UInt8) in byte == 0x2C || byte == 0x0A }
    let start = bytes[..<place].lastIndex(where: isBorder) ?? bytes.startIndex
    let end = bytes[place...].firstIndex(where: isBorder) ?? bytes.endIndex
    bytes.insert(contentsOf: Array(bytes[start..<end]), at: end)
  }

  /// Opens brackets within brackets, far more than anybody writes.
  func nest(_ bytes: inout [UInt8], at place: Int, using generator: inout SplitMix64) {
    let openings = ["[", "{\"a\":", "(", "![", "> ", "- ", "\"", "*_"]
    let opening = openings[generator.uniform(below: openings.count)]
    let count = 1 << generator.uniform(below: 11)
    bytes.insert(contentsOf: String(repeating: opening, count: count).utf8, at: place)
  }

  /// Changes what editors and systems change of a whole text: line ends, byte order mark, encoding.
  func changeText(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    switch generator.uniform(below: 6) {
    case 0: bytes = bytes.map { $0 == 0x0A ? 0x0D : $0 }
    case 1: bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    case 2: bytes = [0xEF, 0xBB, 0xBF] + bytes
    case 3: bytes = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
    case 4: bytes = [0xFE, 0xFF] + bytes.flatMap { [0, $0] }
    default:
      let other = originals[generator.uniform(below: originals.count)]
      let cut = generator.uniform(below: other.count + 1)
      bytes = Array(bytes.prefix(generator.uniform(below: bytes.count + 1))) + other[cut...]
    }
  }
}
