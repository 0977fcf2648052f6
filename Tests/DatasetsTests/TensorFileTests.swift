import Datasets
import Foundation
import TensorCore
import Testing

struct TensorFileTests {
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

  // torch.tensor([1, -2.5, 65504, 6e-8, inf, -0.0, 0.1]) as .half() and as .bfloat16(), by save_file.
  @Test func `half precision and bfloat16 are read`() throws {
    let header =
      #"{"b":{"dtype":"BF16","shape":[7],"data_offsets":[0,14]},"#
      + #""h":{"dtype":"F16","shape":[7],"data_offsets":[14,28]}}"#
    let patterns: [UInt16] = [
      0x3f80, 0xc020, 0x4780, 0x3381, 0x7f80, 0x8000, 0x3dcd,
      0x3c00, 0xc100, 0x7bff, 0x0001, 0x7c00, 0x8000, 0x2e66,
    ]
    let bytes = patterns.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let tensors = try TensorFile(file(safetensors(header, bytes))).tensors
    let half = try #require(tensors["h"]).scalars
    #expect(half[..<5] == [1, -2.5, 65504, 0x1p-24, .infinity])
    #expect(half[5].sign == .minus && half[5] == 0)
    #expect(half[6] == 0x1.998p-4)
    let brain = try #require(tensors["b"]).scalars
    #expect(brain[..<5] == [1, -2.5, 65536, 0x1.02p-24, .infinity])
    #expect(brain[6] == 0x1.9ap-4)
    let notANumber = #"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#
    let read = try TensorFile(file(safetensors(notANumber, [1, 0x7c]))).tensors["h"]
    #expect(read?.scalars[0].isNaN == true)
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
    #expect(found.metadata == ["epoch": "3", "note": "ö"])
  }

  @Test func `the bytes are those that the format asks for`() throws {
    let contents = TensorFile(
      tensors: ["b": Tensor([[1, -2]]), "a/w": Tensor([0.5])], metadata: ["epoch": "3"])
    // Three blanks fill up the header, so that the data begin at a multiple of eight.
    #if SinglePrecision
      let header =
        #"{"__metadata__":{"epoch":"3"},"a/w":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
        + #""b":{"data_offsets":[4,12],"dtype":"F32","shape":[1,2]}}   "#
      let data: [UInt8] = [0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
    #else
      let header =
        #"{"__metadata__":{"epoch":"3"},"a/w":{"data_offsets":[0,8],"dtype":"F64","shape":[1]},"#
        + #""b":{"data_offsets":[8,24],"dtype":"F64","shape":[1,2]}}   "#
      let data: [UInt8] =
        [0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]
    #endif
    let written = try bytes(of: contents)
    #expect(String(decoding: written.dropFirst(8).prefix(144), as: UTF8.self) == header)
    #expect(written == [144, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + data)
  }

  @Test func `an aligned header gets no blanks, no texts leave no trace`() throws {
    // Eight lengths of a header in a row: one of them is a multiple of eight.
    for length in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
      let written = try bytes(of: TensorFile(tensors: ["x": .zeros([length, 0])]))
      let header = String(decoding: written.dropFirst(8), as: UTF8.self)
      #expect(written.count % 8 == 0 && header.hasPrefix(#"{"x":{"#))
      #expect(header.reversed().prefix { $0 == " " }.count < 8)
    }
  }

  /// The bytes of a file as they stand on disk.
  private func bytes(of contents: TensorFile) throws -> [UInt8] {
    let path = "\(FileManager.default.temporaryDirectory.path)/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try contents.write(to: path)
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func `tensors may stand in another order than their names`() throws {
    let bytes = safetensors(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])
    #expect(try TensorFile(file(bytes)).tensors == ["a": Tensor([-2.5]), "b": Tensor([1])])
  }

  @Test func `a file is replaced, not written over`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (path, link) = (folder + "/step.safetensors", folder + "/link.safetensors")
    let (old, new) = (TensorFile(tensors: ["x": Tensor(1)]), TensorFile(tensors: ["x": Tensor(2)]))
    try old.write(to: path)
    try FileManager.default.linkItem(atPath: path, toPath: link)
    try new.write(to: path)
    #expect(try TensorFile(reading: path) == new)
    // The second name still leads to the old file, which no byte of the new one has touched.
    #expect(try TensorFile(reading: link) == old)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
  }

  @Test func `double and single precision are told apart by the header`() throws {
    let half = safetensors(
      #"{"x":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#, [0, 0, 0, 0, 0, 0, 0xe0, 0x3f])
    #expect(try TensorFile(file(half)).tensors["x"] == Tensor(0.5))
  }

  @Test func `a file cut or changed anywhere is read or refused`() {
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
}
