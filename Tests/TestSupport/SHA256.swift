import Foundation

/// The hash function SHA-256, by which a fixture remembers the script that made it.
///
/// Written for short files in tests, where a package dependency would cost more than it saves; it is
/// neither fast nor hardened for secrets.
///
/// ## Source
///
/// NIST, *Secure Hash Standard*, 2015,
/// [FIPS PUB 180-4](https://doi.org/10.6028/NIST.FIPS.180-4), sections 4.1.2, 5.1.1 and 6.2.
public enum SHA256 {
  /// Computes the digest of a message.
  ///
  /// - Parameter message: The bytes to hash; there may be none.
  /// - Returns: 64 hexadecimal digits in lower case.
  /// - Complexity: O(message.count).
  public static func hexadecimalDigest(of message: some Sequence<UInt8>) -> String {
    let padded = padding(Array(message))
    var state = initialState
    for start in stride(from: 0, to: padded.count, by: blockLength) {
      absorb(padded[start..<start + blockLength], into: &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  // MARK: - Constants

  /// The number of bytes that are hashed at a time.
  private static let blockLength = 64

  private static let primes = (2...311).filter { candidate in
    !(2..<candidate).contains { candidate.isMultiple(of: $0) }
  }

  /// The first 32 bits behind the binary point of the square roots of the first 8 primes.
  private static let initialState = primes.prefix(8).map { fraction(of: Double($0).squareRoot()) }

  /// The first 32 bits behind the binary point of the cube roots of the first 64 primes.
  private static let roundConstants = primes.map { fraction(of: cbrt(Double($0))) }

  /// The roots are below 32: a `Double` has at least 48 bits behind their point, 16 to spare.
  private static func fraction(of root: Double) -> UInt32 {
    UInt32((root - root.rounded(.down)) * 0x1p32)
  }

  // MARK: - The hash

  /// Appends a one bit, zeros to the end of a block, and the length in bits as 64 bits.
  private static func padding(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [0x80]
    let short = (padded.count + 8) % blockLength
    padded += Array(repeating: 0, count: short == 0 ? 0 : blockLength - short)
    let bitCount = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    return padded
  }

  /// Runs the 64 rounds over one block; names are those of section 6.2.2.
  private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for (constant, word) in zip(roundConstants, schedule(of: block)) {
      let sum1 = rotated(e, by: 6) ^ rotated(e, by: 11) ^ rotated(e, by: 25)
      let choice = (e & f) ^ (~e & g)
      let sum0 = rotated(a, by: 2) ^ rotated(a, by: 13) ^ rotated(a, by: 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let t1 = h &+ sum1 &+ choice &+ constant &+ word
      let t2 = sum0 &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  /// The 16 big-endian words of a block, and 48 more that are mixed from them.
  private static func schedule(of block: ArraySlice<UInt8>) -> [UInt32] {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
      block[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let sigma0 = rotated(early, by: 7) ^ rotated(early, by: 18) ^ (early >> 3)
      let sigma1 = rotated(late, by: 17) ^ rotated(late, by: 19) ^ (late >> 10)
      words.append(words[index - 16] &+ sigma0 &+ words[index - 7] &+ sigma1)
    }
    return words
  }

  private static func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}
