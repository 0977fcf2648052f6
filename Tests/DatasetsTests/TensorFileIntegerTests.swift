import Datasets
import Foundation
import RefusalSupport
import TensorCore
import Testing

struct TensorFileIntegerTests {
  /// The bytes that `safetensors.numpy.save` (0.8.0, NumPy 2.4.6) writes for an int64 array of
  /// shape [], a float32 array and an int64 array of the extremes, copied from a dump of its file.
  private let writtenByPython: [UInt8] =
    [200, 0, 0, 0, 0, 0, 0, 0]
    + Array(
      (#"{"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
        + #""state":{"dtype":"I64","shape":[3],"data_offsets":[8,32]},"#
        + #""bn.weight":{"dtype":"F32","shape":[2],"data_offsets":[32,40]}}     "#).utf8)
    + [7, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 15) + [127]
    + [0, 0, 0, 0, 0, 0, 0, 128] + [0, 0, 128, 63, 0, 0, 32, 192]

  private func read(_ bytes: [UInt8]) throws -> TensorFile { try TensorFile(file(bytes)) }

  @Test func `integers of a foreign file are read beside tensors`() throws {
    let contents = try read(writtenByPython)
    #expect(contents.tensors == ["bn.weight": Tensor([1, -2.5])])
    #expect(
      contents.integers == [
        "bn.num_batches_tracked": IntegerTensor(7),
        "state": IntegerTensor(shape: [3], values: [-1, .max, .min]),
      ])
  }

  @Test func `integers that are written are read again, to the bit`() throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var generator = SplitMix64(seed: 9)
    let states = (0..<100).map { _ in Int64(bitPattern: generator.next()) }
    let contents = TensorFile(
      tensors: ["b": Tensor([0.5]), "d": Tensor(2)],
      integers: [
        "a": IntegerTensor(shape: [2, 50], values: states), "c": IntegerTensor(-3),
        "empty": IntegerTensor(shape: [0, 2], values: []),
      ], metadata: ["epoch": "3"])
    try contents.write(to: path)
    #expect(try TensorFile(reading: path) == contents)
  }

  @Test func `the bytes of integers are those that the format asks for`() throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TensorFile(tensors: [:], integers: ["n": IntegerTensor(-2)]).write(to: path)
    let header = #"{"n":{"data_offsets":[0,8],"dtype":"I64","shape":[]}}   "#
    #expect(
      Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        == [56, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [254]
        + [UInt8](repeating: 255, count: 7))
  }

  // MARK: Refusals

  /// One of two members of a name would get lost, or one of two types of the same bytes.
  @Test(
    arguments: [
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
          + #""x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 62
      ),
      (
        #"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
          + #""\u0078":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 62
      ),
      (
        #"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8],"more":{"a:":1}},"#
          + #""x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 78
      ),
    ])
  func `a name that stands twice in the header is refused`(header: String, offset: Int) {
    #expect(
      throws: error(.badHeader, .byte(offset), expected: "every name once", found: "x again")
    ) { try read(safetensors(header, [UInt8](repeating: 0, count: 8))) }
  }

  @Test func `texts that stand twice in the header are refused`() {
    let header =
      #"{"__metadata__":{"a":"1"},"__metadata__":{"a":"2"},"#
      + #""x":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"#
    #expect(
      throws: error(
        .badHeader, .byte(34), expected: "every name once", found: "__metadata__ again")
    ) { try read(safetensors(header, [UInt8](repeating: 0, count: 8))) }
  }

  @Test func `integers that end too early name the byte`() {
    let oneInteger = #"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    #expect(
      throws: error(
        .truncated, .byte(8 + 54 + 7), expected: "8 bytes of data", found: "the end of the file")
    ) { try read(safetensors(oneInteger, [UInt8](repeating: 0, count: 7))) }
  }

  @Test func `the name of the texts is no name of integers`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = TensorFile(tensors: [:], integers: ["__metadata__": IntegerTensor(1)]) }
    expectMessage(result, says: "TensorFile.init: a tensor cannot be named __metadata__")
  }

  @Test func `a name is a tensor's or that of integers`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TensorFile(
        tensors: ["a": .ones([1]), "b": .ones([1])],
        integers: ["b": IntegerTensor(1), "c": IntegerTensor(1)])
    }
    expectMessage(
      result, says: #"TensorFile.init: names of two tensors each, one of integers: ["b"]"#)
  }

  @Test func `a name given twice later is not written`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var contents = TensorFile(tensors: ["a": .ones([1])])
      contents.integers["a"] = IntegerTensor(1)
      try contents.write(to: "/dev/null")
    }
    expectMessage(
      result, says: #"TensorFile.write: names of two tensors each, one of integers: ["a"]"#)
  }

  @Test func `integers fill their shape`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = IntegerTensor(shape: [2, 2], values: [1, 2, 3]) }
    expectMessage(result, says: "IntegerTensor.init: 3 values do not fill the shape [2, 2]")
  }
}
