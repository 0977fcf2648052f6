public import TensorCore

/// Bytes in an array of one or more axes, as MNIST's files hold them.
public struct IDXArray: Equatable, Sendable {
  /// The length of each axis; the first counts the items.
  public let shape: Shape

  /// The bytes, row by row.
  public let bytes: [UInt8]
}

/// A reader of the format of the MNIST files, for unsigned bytes.
///
///     bytes 0–1    0
///     byte  2      the type: 8, unsigned bytes
///     byte  3      the number of axes, n
///     4·n bytes    the length of each axis, most significant byte first
///     the rest     the bytes, row by row
///
/// The files are often offered compressed, with names that end in `.gz`; unpack them first.
///
/// ## Source
///
/// LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998,
/// http://yann.lecun.com/exdb/mnist/, at the end of the page.
public struct IDXReader: Sendable {
  /// Creates a reader.
  public init() {}

  /// Reads an array of any number of axes.
  ///
  /// - Throws: An error that names the byte of the first thing that is wrong.
  public func read(_ path: String) throws(DatasetError) -> IDXArray {
    try read(ByteFile(path: path))
  }

  /// Reads an array of any number of axes from bytes in memory.
  package func read(_ file: ByteFile) throws(DatasetError) -> IDXArray {
    try readHead(of: file)
    return try readBody(of: file, axisCount: Int(file.bytes[3]))
  }

  /// Reads an array of so many axes, and no other, from bytes in memory.
  package func read(_ file: ByteFile, axisCount: Int) throws(DatasetError) -> IDXArray {
    try readHead(of: file)
    guard Int(file.bytes[3]) == axisCount else {
      throw file.error(
        .wrongMagicNumber, at: .byte(0), expected: hexadecimal([0, 0, 8, UInt8(axisCount)]),
        found: hexadecimal(file.bytes.prefix(4)))
    }
    return try readBody(of: file, axisCount: axisCount)
  }

  private func readHead(of file: ByteFile) throws(DatasetError) {
    try file.checkContents()
    try checkLength(of: file, atLeast: 4, for: "a magic number of 4 bytes")
    let bytes = file.bytes
    guard bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, bytes[3] > 0 else {
      throw file.error(
        .wrongMagicNumber, at: .byte(0), expected: "00 00 08 and the number of axes",
        found: hexadecimal(bytes.prefix(4)))
    }
  }

  private func readBody(of file: ByteFile, axisCount: Int) throws(DatasetError) -> IDXArray {
    let headCount = 4 + 4 * axisCount
    try checkLength(of: file, atLeast: headCount, for: "the lengths of \(axisCount) axes")
    let lengths = (1...axisCount).map { axis in
      file.bytes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let text = lengths.map { String($0) }.joined(separator: " × ")
    if let axis = lengths.firstIndex(of: 0) {
      throw file.error(
        .empty, at: .byte(4 + 4 * axis), expected: "axes longer than 0", found: text)
    }
    var count = 1
    for length in lengths {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      // No file is that long: what is there cannot be all of it.
      count = overflows ? Int.max - headCount : min(product, Int.max - headCount)
    }
    try checkLength(of: file, atLeast: headCount + count, for: "\(text) bytes of data")
    guard file.bytes.count == headCount + count else {
      throw file.error(
        .wrongCount, at: .byte(headCount + count), expected: "the end after \(text) bytes",
        found: "\(file.bytes.count - headCount - count) more")
    }
    return IDXArray(shape: Shape(lengths), bytes: Array(file.bytes[headCount...]))
  }

  /// Throws, at the end of the file, unless it has so many bytes.
  private func checkLength(
    of file: ByteFile, atLeast count: Int, for purpose: String
  ) throws(DatasetError) {
    guard file.bytes.count >= count else {
      throw file.error(
        .truncated, at: .byte(file.bytes.count), expected: "\(purpose), \(count) bytes in all",
        found: "the end of the file")
    }
  }

  /// Bytes as a message shows them: `00 00 08 03`.
  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
