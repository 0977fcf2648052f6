import TensorCore

extension TensorFile {
  /// The whole file: header and data, tensors of both kinds in the order of their names.
  var bytes: [UInt8] {
    var parts: [String: (dtype: DType, shape: Shape, bits: [UInt64])] = [:]
    for (name, tensor) in tensors {
      parts[name] = (.scalar, tensor.shape, tensor.scalars.map { UInt64($0.bitPattern) })
    }
    for (name, tensor) in integers {
      parts[name] = (.int64, tensor.shape, tensor.values.map { UInt64(bitPattern: $0) })
    }
    var header = Header()
    header.metadata = metadata
    var data: [UInt8] = []
    for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
      let begin = data.count
      for bits in part.bits {
        for byte in 0..<part.dtype.byteCount {
          data.append(UInt8(truncatingIfNeeded: bits >> (8 * byte)))
        }
      }
      header.entries[name] = Entry(
        dtype: part.dtype.rawValue, shape: part.shape.lengths, data_offsets: [begin, data.count])
    }
    return TensorFile.headerBytes(header) + data
  }

  /// Reads the contents of a file from bytes in memory.
  package init(_ file: ByteFile) throws(DatasetError) {
    let (header, start) = try TensorFile.readHeader(file)
    var tensors: [String: Tensor] = [:]
    var integers: [String: IntegerTensor] = [:]
    var end = 0
    // In the order of the data, which leaves no byte out and uses none twice.
    for (name, entry) in header.entries.sorted(by: TensorFile.standsBefore) {
      guard let dtype = DType(rawValue: entry.dtype) else {
        throw file.error(
          .unsupportedType, at: .byte(8), expected: "F16, BF16, F32, F64 or I64 for \(name)",
          found: entry.dtype)
      }
      let range = try TensorFile.range(of: name, entry, dtype, after: end, in: file, start: start)
      let shape = Shape(entry.shape)
      let bits = TensorFile.patterns(file.bytes[range], byteCount: dtype.byteCount)
      if dtype == .int64 {
        integers[name] = IntegerTensor(shape: shape, values: bits.map { Int64(bitPattern: $0) })
      } else {
        tensors[name] = Tensor(shape: shape, scalars: bits.map(dtype.scalar))
      }
      end = range.upperBound - start
    }
    guard start + end == file.bytes.count else {
      throw file.error(
        .wrongCount, at: .byte(start + end), expected: "the end of the file",
        found: "\(file.bytes.count - start - end) bytes that no tensor owns")
    }
    self.init(tensors: tensors, integers: integers, metadata: header.metadata)
  }

  private static func standsBefore(
    _ a: (key: String, value: Entry), _ b: (key: String, value: Entry)
  ) -> Bool {
    let (x, y) = (a.value.data_offsets, b.value.data_offsets)
    return x == y ? a.key < b.key : x.lexicographicallyPrecedes(y)
  }

  /// The bytes of one tensor, if the header's words about it fit together and into the file.
  private static func range(
    of name: String, _ entry: Entry, _ dtype: DType, after previousEnd: Int, in file: ByteFile,
    start: Int
  ) throws(DatasetError) -> Range<Int> {
    let offsets = entry.data_offsets
    guard offsets.count == 2, offsets[0] == previousEnd, offsets[1] >= offsets[0] else {
      throw file.error(
        .badHeader, at: .byte(8), expected: "data of \(name) from byte \(previousEnd) on",
        found: "data_offsets \(offsets)")
    }
    // Lengths beside a 0 must be countable, too: the shape stands for itself, whatever it holds.
    var (byteCount, overflows) = (dtype.byteCount, false)
    for length in entry.shape where length > 0 && !overflows {
      (byteCount, overflows) = byteCount.multipliedReportingOverflow(by: length)
    }
    if entry.shape.contains(0) { byteCount = 0 }
    guard !overflows, byteCount == offsets[1] - offsets[0] else {
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

  /// The bit patterns of numbers of `byteCount` bytes each, least significant byte first.
  private static func patterns(_ bytes: ArraySlice<UInt8>, byteCount: Int) -> [UInt64] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: byteCount).map { begin in
      bytes[begin..<begin + byteCount].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
