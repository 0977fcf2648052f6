import Foundation

/// The lines of a file, read in pieces, so that a log of a gigabyte takes no more memory than its longest line.
///
/// Lines end in a line feed, or a carriage return and a line feed; a byte order mark is left out.
struct LogLines: Sequence, IteratorProtocol {
  /// A line and what is known of it.
  struct Line {
    /// Its number in the file, from 1.
    let number: Int
    /// Its bytes, without the end of the line.
    let bytes: [UInt8]
    /// Whether an end of the line was written; the last line of a run that was killed often lacks it.
    let isWhole: Bool

    /// The text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is nothing but spaces in it.
    var isBlank: Bool { bytes.allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 } }
  }

  private let chunk: () -> [UInt8]
  private var buffer: [UInt8] = []
  private var position = 0
  private var number = 0
  private var hasEnded = false

  /// Lines of bytes in memory.
  init(bytes: [UInt8]) {
    var rest: [UInt8]? = bytes
    self.init {
      defer { rest = nil }
      return rest ?? []
    }
  }

  /// Lines of a file that is open for reading.
  init(_ file: FileHandle) {
    self.init {
      let data = (try? file.read(upToCount: 1 << 20)) ?? nil
      return data.map { Array($0) } ?? []
    }
  }

  private init(_ chunk: @escaping () -> [UInt8]) {
    self.chunk = chunk
  }

  mutating func next() -> Line? {
    var scanned = position
    while true {
      if let end = buffer[scanned...].firstIndex(of: 10) {
        return line(upTo: end, isWhole: true)
      }
      scanned = buffer.count - position
      buffer.removeFirst(position)
      position = 0
      let more = hasEnded ? [] : chunk()
      if more.isEmpty {
        hasEnded = true
        return buffer.isEmpty ? nil : line(upTo: buffer.count, isWhole: false)
      }
      buffer.append(contentsOf: more)
    }
  }

  /// The line that ends before a place, which is passed.
  private mutating func line(upTo end: Int, isWhole: Bool) -> Line {
    var bytes = Array(buffer[position..<end])
    if bytes.last == 13 { bytes.removeLast() }
    number += 1
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    position = Swift.min(end + 1, buffer.count)
    return Line(number: number, bytes: bytes, isWhole: isWhole)
  }
}
