import Datasets
import Foundation
import TensorCore
import Testing

struct TensorFileTests {
  /// A file of one tensor, with a header given by hand.
  private func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  /// The bytes that `safetensors.torch.save_file` (0.8.0, torch 2.13) writes for
  /// `{"w": torch.tensor([[1.0, -2.5]])}`, copied from a dump of its file.
  private let writtenByPyTorch: [UInt8] =
    [56, 0, 0, 0, 0, 0, 0, 0]
    + Array(#"{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#.utf8)
    + [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]

  @Test func `a file of PyTorch's is read`() throws {
    let contents = try TensorFile(file(writtenByPyTorch))
    #expect(contents == TensorFile(tensors: ["w": Tensor([[1, -2.5]])]))
  }

  @Test func `what is written is read again, to the bit`() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/tensor-file-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let contents = TensorFile(
      tensors: [
        "0.weight": Tensor([[1, .pi], [-0.0, .leastNonzeroMagnitude]]),
        "0.bias": Tensor([.infinity, -.greatestFiniteMagnitude]), "empty": .zeros([0, 3]),
        "step": Tensor(7),
      ], metadata: ["epoch": "3", "note": "ö"])
    try contents.write(to: path)
    let found = try TensorFile(reading: path)
    #expect(found == contents)
    #expect(found.tensors["0.weight"]?.scalars[2].sign == .minus)
    // The header is filled up, so that the data begin at a multiple of eight.
    let length = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(8).reversed()
      .reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
  }

  @Test func `double and single precision are told apart by the header`() throws {
    let half = safetensors(
      #"{"x":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#, [0, 0, 0, 0, 0, 0, 0xe0, 0x3f])
    #expect(try TensorFile(file(half)).tensors["x"] == Tensor(0.5))
  }

  @Test(
    arguments: [
      (#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, .unsupportedType),
      (#"{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}"#, 8, .wrongCount),
      (#"{"x":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#, 8, .wrongCount),
      (
        #"{"x":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8,
        .wrongCount
      ),
      (#"{"x":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#, 16, .badHeader),
      (#"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0]}}"#, 8, .badHeader),
      (#"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 7, .truncated),
      (#"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 9, .wrongCount),
      (#"{"x":{"dtype":"F64","shape":[1]}}"#, 8, .badHeader),
      (#"{"x":"#, 8, .badHeader),
    ] as [(String, Int, DatasetError.Kind)])
  func `a header that does not fit is refused`(
    header: String, byteCount: Int, kind: DatasetError.Kind
  ) {
    let error = #expect(throws: DatasetError.self) {
      try TensorFile(file(safetensors(header, [UInt8](repeating: 0, count: byteCount))))
    }
    #expect(error?.kind == kind)
  }

  @Test func `a length that no file can have is refused`() {
    let error = #expect(throws: DatasetError.self) {
      try TensorFile(file([UInt8](repeating: 0xff, count: 16)))
    }
    #expect(error?.kind == .badHeader && error?.position == .byte(0))
  }

  @Test func `a file cut or changed anywhere is read or refused, and nothing stops`() {
    for length in 0..<writtenByPyTorch.count {
      #expect(throws: DatasetError.self) {
        try TensorFile(file(Array(writtenByPyTorch.prefix(length))))
      }
    }
    var generator = SplitMix64(seed: 4)
    for _ in 0..<2_000 {
      var bytes = writtenByPyTorch
      bytes[generator.uniform(below: bytes.count)] = UInt8(generator.uniform(below: 256))
      do { _ = try TensorFile(file(bytes)) } catch { #expect(error.path == "memory") }
    }
  }

  @Test func `a folder that is not there leaves nothing behind`() {
    let error = #expect(throws: DatasetError.self) {
      try TensorFile(tensors: [:]).write(to: "/no-such-folder/x.safetensors")
    }
    #expect(error?.kind == .unwritable)
    #expect(error?.found == "no such folder")
  }
}
