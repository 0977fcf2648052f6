import TensorCore

/// A number of 64 bits that changes when any bit of what it was made of does.
///
///     h ← (h xor word) · p   for every word of 64 bits
///
/// Two contents that differ in one word have different fingerprints, because each step is invertible; others
/// agree by chance once in 2⁶⁴. It guards against accidents, not against malice.
///
/// ## Source
///
/// Fowler, Noll and Vo’s FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, with words in the place of bytes.
struct Fingerprint {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Takes in a word.
  mutating func combine(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
  }

  /// Takes in a text, with its length.
  mutating func combine(_ text: String) {
    combine(UInt64(text.utf8.count))
    for byte in text.utf8 { combine(UInt64(byte)) }
  }

  /// Takes in a shape and the bits of all scalars.
  mutating func combine(_ tensor: Tensor) {
    combine(tensor.shape)
    for scalar in tensor.scalars { combine(UInt64(scalar.bitPattern)) }
  }

  /// Takes in a shape.
  mutating func combine(_ shape: Shape) {
    combine(UInt64(shape.axisCount))
    for length in shape.lengths { combine(UInt64(length)) }
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
