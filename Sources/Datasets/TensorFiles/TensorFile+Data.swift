import TensorCore

extension TensorFile {
  /// The whole file: header and scalars, tensors in the order of their names.
  var bytes: [UInt8] {
    var header = Header()
    header.metadata = metadata
    var data: [UInt8] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let begin = data.count
      for scalar in tensor.scalars { data += TensorFile.littleEndianBytes(scalar.bitPattern) }
      header.entries[name] = Entry(
        dtype: Scalar.self == Float.self ? "F32" : "F64", shape: tensor.shape.lengths,
        data_offsets: [begin, data.count])
    }
    return TensorFile.headerBytes(header) + data
  }

  /// Reads the contents of a file from bytes in memory.
  package init(_ file: ByteFile) throws(DatasetError) {
    let (header, start) = try TensorFile.readHeader(file)
    var tensors: [String: Tensor] = [:]
    var end = 0
    // In the order of the data, which leaves no byte out and uses none twice.
    for (name, entry) in header.entries.sorted(by: TensorFile.standsBefore) {
      let range = try TensorFile.range(of: name, entry, after: end, in: file, start: start)
      let scalars = TensorFile.scalars(file.bytes[range], isDouble: entry.dtype == "F64")
      tensors[name] = Tensor(shape: Shape(entry.shape), scalars: scalars)
      end = range.upperBound - start
    }
    guard start + end == file.bytes.count else {
      throw file.error(
        .wrongCount, at: .byte(start + end), expected: "the end of the file",
        found: "\(file.bytes.count - start - end) bytes that no tensor owns")
    }
    self.init(tensors: tensors, metadata: header.metadata)
  }

  private static func standsBefore(
    _ a: (key: String, value: Entry), _ b: (key: String, value: Entry)
  ) -> Bool {
    let (x, y) = (a.value.data_offsets, b.value.data_offsets)
    return x == y ? a.key < b.key : x.lexicographicallyPrecedes(y)
  }

  /// The bytes of one tensor, if the header's words about it fit together and into the file.
  private static func range(
    of name: String, _ entry: Entry, after previousEnd: Int, in file: ByteFile, start: Int
  ) throws(DatasetError) -> Range<Int> {
    let size = ["F32": 4, "F64": 8][entry.dtype]
    guard let size else {
      throw file.error(
        .unsupportedType, at: .byte(8), expected: "F32 or F64 for \(name)", found: entry.dtype)
    }
    let offsets = entry.data_offsets
    guard offsets.count == 2, offsets[0] == previousEnd, offsets[1] >= offsets[0] else {
      throw file.error(
        .badHeader, at: .byte(8), expected: "data of \(name) from byte \(previousEnd) on",
        found: "data_offsets \(offsets)")
    }
    var byteCount: Int? = size
    for length in entry.shape {
      guard let count = byteCount, length >= 0 else {
        byteCount = nil
        break
      }
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      byteCount = overflows ? nil : product
    }
    guard byteCount == offsets[1] - offsets[0] else {
      throw file.error(
        .wrongCount, at: .byte(8),
        expected: "data_offsets that fit \(entry.dtype) of shape \(entry.shape) for \(name)",
        found: "\(offsets[1] - offsets[0]) bytes")
    }
    guard offsets[1] <= file.bytes.count - start else {
      throw file.error(
        .truncated, at: .byte(file.bytes.count), expected: "\(offsets[1]) bytes of data",
        found: "the end of the file")
    }
    return start + offsets[0]..<start + offsets[1]
  }

  private static func scalars(_ bytes: ArraySlice<UInt8>, isDouble: Bool) -> [Scalar] {
    let size = isDouble ? 8 : 4
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { begin in
      let bits = bytes[begin..<begin + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return isDouble
        ? Scalar(Double(bitPattern: bits))
        : Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    }
  }
}
