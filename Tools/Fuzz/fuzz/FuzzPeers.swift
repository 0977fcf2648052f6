import Foundation
import FuzzInputs
import Fuzzing

/// Damaged files and what a reader made of them, for other programs to read.
enum FuzzPeers {
  /// The readers that other programs have, too.
  static var names: [String] { ["csv", "idx", "safetensors"] }

  /// Writes damaged files with what the reader made of them, one a line.
  ///
  /// - Parameters:
  ///   - reader: One of `names`.
  ///   - count: How many files.
  ///   - seed: The seed of all of them.
  ///   - path: The file.
  /// - Throws: An error if it cannot be written.
  static func write(_ reader: FuzzedReader, _ count: Int, seed: UInt64, to path: String) throws {
    let encoder = JSONEncoder()
    var text = Data()
    for number in 0..<count {
      let bytes = reader.input(number, seed: seed)
      text += try encoder.encode(PeerLine(reader.name, number: number, bytes: bytes))
      text.append(0x0A)
    }
    try text.write(to: URL(fileURLWithPath: path))
  }
}
