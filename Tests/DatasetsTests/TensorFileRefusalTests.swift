import Datasets
import RefusalSupport
import TensorCore
import Testing

struct TensorFileRefusalTests {
  /// The header of one number, 54 bytes long.
  private let oneNumber = #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#

  private func read(_ bytes: [UInt8]) throws -> TensorFile { try TensorFile(file(bytes)) }

  @Test func `members that mean nothing may stand twice`() throws {
    // The reference reader passes them over; so a file that it reads is read here.
    let header =
      #"{"x":{"a":1,"a":{"b":0,"b":0},"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
    let zeros = [UInt8](repeating: 0, count: 8)
    #expect(try read(safetensors(header, zeros)).tensors == ["x": Tensor([0])])
  }

  @Test func `names of the file fit the line of the message`() throws {
    let name = "a\\n" + String(repeating: "b", count: 5_000)
    let header = "{\"\(name)\":{\"dtype\":\"F\\u2028\",\"shape\":[],\"data_offsets\":[0,0]}}"
    let error = try #require(throws: DatasetError.self) { try read(safetensors(header, [])) }
    let message = error.description
    #expect(message.contains("for a·bbb") && message.hasSuffix("…, found F·"))
    #expect(message.unicodeScalars.count < 400)
  }

  @Test func `of long words a message shows the first 300 characters`() {
    for count in 299...301 {
      let words = String(repeating: "x", count: count)
      let error = DatasetError(
        kind: .badHeader, path: "a", position: .file, expected: words, found: "y")
      let shown = words.prefix(300) + (count > 300 ? "…" : "")
      #expect(error.description == "a: damaged header: expected \(shown), found y")
    }
  }

  @Test(
    arguments: [
      (
        #"{"x":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#, 8, .unsupportedType,
        "F16, BF16, F32, F64 or I64 for x", "I32"
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
      // Beside a length of 0 the others must be countable, too.
      (
        #"{"x":{"dtype":"F64","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
        .wrongCount, "data_offsets that fit F64 of shape [0, 4294967296, 4294967296] for x",
        "0 bytes"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0]}}"#, 8, .badHeader,
        "data of x from byte 0 on", "data_offsets [0]"
      ),
      (
        #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8,16]}}"#, 8, .badHeader,
        "data of x from byte 0 on", "data_offsets [0, 8, 16]"
      ),
    ] as [(String, Int, DatasetError.Kind, String, String)])
  func `a header that does not fit is refused`(
    header: String, byteCount: Int, kind: DatasetError.Kind, expected: String, found: String
  ) {
    #expect(throws: error(kind, .byte(8), expected: expected, found: found)) {
      try read(safetensors(header, [UInt8](repeating: 0, count: byteCount)))
    }
  }

  @Test(arguments: [
    (
      #"{"x":{"dtype":"F64","shape":[1]}}"#, 13, "dtype, shape and data_offsets of x",
      "an object without one of them"
    ),
    (#"{"x":"#, 13, "an object, which begins with {", "the end of the header"),
    ("[]", 8, "an object, which begins with {", #""[]""#),
    ("\u{FEFF}{}", 8, "an object, which begins with {", "\"\u{FEFF}{}\""),
    (
      #"{"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"a":1}"#, 61, "every name once",
      "a again"
    ),
    (#"{"a":{"dtype":"F64","dtype":"F32"}}"#, 28, "every name once", "dtype again"),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, 33, "every name once", "k again"),
    (#"{"__metadata__":{"k":1}}"#, 29, "a text between quotes", #""1}}""#),
    (#"{"__metadata__":{"k":"1",}}"#, 33, "a text between quotes", #""}}""#),
    (
      #"{"a":{"dtype":"F64","shape":[1,],"data_offsets":[0,8]}}"#, 39,
      "a whole number from 0 to 9223372036854775807", #""],\"data_offsets\"""#
    ),
    (
      #"{"a":{"dtype":"F64","shape":[1.0],"data_offsets":[0,8]}}"#, 37,
      "a whole number from 0 to 9223372036854775807", #""1.0],\"data_offse""#
    ),
    (
      #"{"a":{"dtype":"F64","shape":[01],"data_offsets":[0,8]}}"#, 37,
      "a whole number from 0 to 9223372036854775807", #""01],\"data_offset""#
    ),
    (
      #"{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#, 37,
      "a whole number from 0 to 9223372036854775807", #""-1],\"data_offset""#
    ),
    (
      #"{"a":{"dtype":"F64","shape":[9223372036854775808]}}"#, 37,
      "a whole number from 0 to 9223372036854775807", #""9223372036854775""#
    ),
    (#"{"a":{"other":[1,{"b":nul}]}}"#, 30, "a value", #""nul}]}}""#),
    (#"{} {}"#, 11, "the end of the header", #""{}""#),
    (#"{"\x":1}"#, 10, "an escape sequence of JSON", #""\\x\":1}""#),
    (#"{"\ud800":1}"#, 10, "an escape sequence of JSON", #""\\ud800\":1}""#),
  ])
  func `a header that is not strict JSON is refused`(
    header: String, offset: Int, expected: String, found: String
  ) {
    #expect(throws: error(.badHeader, .byte(offset), expected: expected, found: found)) {
      try read(safetensors(header, [UInt8](repeating: 0, count: 8)))
    }
  }

  @Test func `values deep in one another are refused`() {
    let deep = String(repeating: "[", count: 100_000)
    let failure = #expect(throws: DatasetError.self) {
      try read(safetensors(#"{"a":{"other":"# + deep, []))
    }
    #expect(failure?.expected == "at most 64 values one in another")
  }

  @Test(
    arguments: [
      (
        [0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0],
        "a zip archive, as torch.save, numpy.savez and spreadsheets write it"
      ),
      (
        [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9],
        "a pickle, as torch.save wrote it before version 1.6"
      ),
      ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0], "an HDF5 file, as Keras writes it"),
    ] as [([UInt8], String)])
  func `a checkpoint of another format is named`(bytes: [UInt8], name: String) {
    #expect(
      throws: error(
        .otherFormat, .byte(0),
        expected:
          "a safetensors file: open it in Python, and write safetensors.torch.save_file(tensors, path)",
        found: name)
    ) { try read(bytes) }
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

  @Test func `a path without a folder has one, too`() {
    // Nobody may write a file over the folder in which the program runs.
    #expect(
      throws: DatasetError(
        kind: .unwritable, path: ".", position: .file, expected: "a folder that can be written to",
        found: "one that cannot")
    ) { try TensorFile(tensors: [:]).write(to: ".") }
  }

  @Test func `the name of the texts is no name of a tensor`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = TensorFile(tensors: ["__metadata__": .ones([1])]) }
    expectMessage(result, says: "TensorFile.init: a tensor cannot be named __metadata__")
  }
}
