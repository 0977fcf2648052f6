import Datasets
import TensorCore
import Testing

/// A file that exists in memory only.
func file(_ text: String) -> ByteFile { ByteFile(path: "memory", bytes: Array(text.utf8)) }

/// A file that exists in memory only.
func file(_ bytes: [UInt8]) -> ByteFile { ByteFile(path: "memory", bytes: bytes) }

/// The bytes of an IDX file, whatever its head says of the bytes after it.
func idx(lengths: [Int], bytes: [UInt8]) -> [UInt8] {
  let counts = lengths.flatMap { length in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
  }
  return [0, 0, 8, UInt8(lengths.count)] + counts + bytes
}

/// The bytes of a safetensors file whose header is given by hand, whatever data follow.
func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
  let text = Array(header.utf8)
  return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
}

/// An error about the file in memory.
func error(
  _ kind: DatasetError.Kind, _ position: DatasetError.Position, expected: String, found: String
) -> DatasetError {
  DatasetError(kind: kind, path: "memory", position: position, expected: expected, found: found)
}

/// Twelve samples of three features in three classes of 6, 4 and 2; feature 0 is the sample's number.
let twelve = LabeledData(
  name: "twelve",
  features: Tensor((0..<12).map { [Scalar($0), Scalar($0 * $0), 7] }),
  labels: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2], classCount: 3)

/// The numbers that samples of `twelve` carry as their first feature.
func numbers(of data: LabeledData) -> [Int] {
  data.features.slice(0..<1, axis: 1).scalars.map { Int($0) }
}
