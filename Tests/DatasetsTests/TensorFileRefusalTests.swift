import Datasets
import RefusalSupport
import TensorCore
import Testing

struct TensorFileRefusalTests {
  /// The header of one number, 54 bytes long.
  private let oneNumber = #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#

  private func read(_ bytes: [UInt8]) throws -> TensorFile { try TensorFile(file(bytes)) }

  @Test(
    arguments: [
      (
        #"{"x":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#, 8, .unsupportedType,
        "F32, F64 or I64 for x", "I32"
      ),
      (
        #"{"x":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}"#, 8, .wrongCount,
        "data_offsets that fit I64 of shape [2] for x", "8 bytes"
      ),
      (
        #"{"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
          + #""w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, .badHeader,
        "data of w from byte 8 on", "data_offsets [4, 8]"
      ),
      (
        #"{"n":{"dtype":"I64","shape":[0],"data_offsets":[8,8]},"#
          + #""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, .badHeader,
        "data of n from byte 4 on", "data_offsets [8, 8]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}"#, 8, .wrongCount,
        "data_offsets that fit F64 of shape [2] for x", "8 bytes"
      ),
      (
        #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 8, .wrongCount,
        "data_offsets that fit F32 of shape [1] for x", "8 bytes"
      ),
      // Two negative lengths have a product that fits.
      (
        #"{"x":{"dtype":"F64","shape":[-1,-1],"data_offsets":[0,8]}}"#, 8, .wrongCount,
        "data_offsets that fit F64 of shape [-1, -1] for x", "8 bytes"
      ),
      // 2⁶² · 4 numbers would be 0 bytes if products wrapped around.
      (
        #"{"x":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
        .wrongCount, "data_offsets that fit F64 of shape [4611686018427387904, 4] for x", "0 bytes"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#, 16, .badHeader,
        "data of x from byte 0 on", "data_offsets [8, 16]"
      ),
      (
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
          + #""b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 8, .badHeader,
        "data of b from byte 8 on", "data_offsets [0, 8]"
      ),
      (
        #"{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"#
          + #""b":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}"#, 24, .badHeader,
        "data of b from byte 16 on", "data_offsets [8, 24]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,-8]}}"#, 8, .badHeader,
        "data of x from byte 0 on", "data_offsets [0, -8]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0]}}"#, 8, .badHeader,
        "data of x from byte 0 on", "data_offsets [0]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8,16]}}"#, 8, .badHeader,
        "data of x from byte 0 on", "data_offsets [0, 8, 16]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1]}}"#, 8, .badHeader,
        "a JSON object that describes tensors", "33 bytes that are none"
      ),
      (#"{"x":"#, 8, .badHeader, "a JSON object that describes tensors", "5 bytes that are none"),
    ] as [(String, Int, DatasetError.Kind, String, String)])
  func `a header that does not fit is refused`(
    header: String, byteCount: Int, kind: DatasetError.Kind, expected: String, found: String
  ) {
    #expect(throws: error(kind, .byte(8), expected: expected, found: found)) {
      try read(safetensors(header, [UInt8](repeating: 0, count: byteCount)))
    }
  }

  @Test func `data that end too early or too late name the byte`() {
    #expect(
      throws: error(
        .truncated, .byte(8 + 54 + 7), expected: "8 bytes of data", found: "the end of the file")
    ) { try read(safetensors(oneNumber, [UInt8](repeating: 0, count: 7))) }
    #expect(
      throws: error(
        .wrongCount, .byte(8 + 54 + 8), expected: "the end of the file",
        found: "2 bytes that no tensor owns")
    ) { try read(safetensors(oneNumber, [UInt8](repeating: 0, count: 10))) }
  }

  @Test func `a header that ends too early names the byte`() {
    #expect(
      throws: error(
        .truncated, .byte(7), expected: "the length of the header, 8 bytes",
        found: "the end of the file")
    ) { try read([2, 0, 0, 0, 0, 0, 0]) }
    #expect(
      throws: error(
        .truncated, .byte(11), expected: "a header of 4 bytes", found: "the end of the file")
    ) { try read([4, 0, 0, 0, 0, 0, 0, 0] + Array("{ }".utf8)) }
    #expect(
      throws: error(
        .truncated, .byte(8), expected: "a header of 4 bytes", found: "the end of the file")
    ) { try read([4, 0, 0, 0, 0, 0, 0, 0]) }
  }

  @Test func `a header of a hundred million bytes is the longest`() {
    // 100,000,000 is 5F5E100 in hexadecimal.
    #expect(
      throws: error(
        .truncated, .byte(8), expected: "a header of 100000000 bytes", found: "the end of the file")
    ) { try read([0x00, 0xe1, 0xf5, 0x05, 0, 0, 0, 0]) }
    #expect(
      throws: error(
        .badHeader, .byte(0), expected: "a header of at most 100000000 bytes",
        found: "a length of 100000001")
    ) { try read([0x01, 0xe1, 0xf5, 0x05, 0, 0, 0, 0]) }
    #expect(
      throws: error(
        .badHeader, .byte(0), expected: "a header of at most 100000000 bytes",
        found: "a length of 18446744073709551615")
    ) { try read([UInt8](repeating: 0xff, count: 16)) }
  }

  @Test func `empty and compressed files are told apart from damaged ones`() {
    #expect(throws: error(.empty, .file, expected: "data", found: "a file of 0 bytes")) {
      try read([])
    }
    #expect(
      throws: error(
        .compressed, .byte(0), expected: "an unpacked file: run gunzip on it", found: "a gzip file")
    ) { try read([0x1f, 0x8b, 8, 0]) }
  }

  @Test(arguments: [("/no-such-folder", "no such folder"), ("/dev/null", "one that cannot")])
  func `a place that cannot be written to is named`(folder: String, found: String) {
    let path = folder + "/x.safetensors"
    #expect(
      throws: DatasetError(
        kind: .unwritable, path: path, position: .file,
        expected: "a folder that can be written to", found: found)
    ) { try TensorFile(tensors: [:]).write(to: path) }
  }

  @Test func `the name of the texts is no name of a tensor`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = TensorFile(tensors: ["__metadata__": .ones([1])]) }
    expectMessage(result, says: "TensorFile.init: a tensor cannot be named __metadata__")
  }
}
