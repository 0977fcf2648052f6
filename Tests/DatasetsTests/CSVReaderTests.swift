import Datasets
import Foundation
import TensorCore
import Testing

struct CSVReaderTests {
  @Test func `rows and columns become a matrix`() throws {
    let table = try CSVReader().read(file("1,2.5,-3\n4e2,.5,6.\n"))
    #expect(table.values == Tensor([[1, 2.5, -3], [400, 0.5, 6]]))
    #expect(table.header == [])
  }

  @Test(arguments: [
    "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r\n3,4", " 1 ,2\n3,  4 \n", "\u{FEFF}1,2\n3,4\n",
    "+1,2\n3,4\n", "1,2\r3,4\r", "1,2\r3,4", "\"1\",2\n 3 , \"4\" \n",
  ])
  func `line ends, blanks, quotes and byte order marks do not matter`(text: String) throws {
    #expect(try CSVReader().read(file(text)).values == Tensor([[1, 2], [3, 4]]))
  }

  @Test(arguments: [(CSVReader.Separator.semicolon, "1;2\n"), (.tab, "1\t2\n"), (.comma, "1,2\n")])
  func `fields may be separated otherwise`(separator: CSVReader.Separator, text: String) throws {
    #expect(try CSVReader(separator: separator).read(file(text)).values == Tensor([[1, 2]]))
  }

  @Test func `a header may have as many fields as it pleases`() throws {
    let table = try CSVReader().readWithHeader(file("weight, height (cm),\n1,2\n"))
    #expect(table.header == ["weight", "height (cm)", ""])
    #expect(table.values == Tensor([[1, 2]]))
  }

  @Test func `a quoted name may hold separators, quotes and line ends`() throws {
    let text = "\"Height, cm\", \"6\"\" pipe\",\"two\nlines\",5\" pipe\n1,2,3,4\n"
    let table = try CSVReader().readWithHeader(file(text))
    #expect(table.header == ["Height, cm", "6\" pipe", "two\nlines", "5\" pipe"])
    #expect(table.values == Tensor([[1, 2, 3, 4]]))
    #expect(
      throws: error(
        .notANumber, .text(line: 4, column: 2), expected: "a finite number", found: "\"x\"")
    ) { try CSVReader().readWithHeader(file("\"two\nlines\"\n1\n\"x\"\n")) }
  }

  @Test(arguments: [
    ("\"a\"b,c\n1,2\n", 4, "\"b\""), ("c, \"a\" \"b\"\n1,2\n", 7, "\" \\\"b\\\"\""),
  ])
  func `what stands behind a closing quote is refused`(
    text: String, column: Int, found: String
  ) {
    #expect(
      throws: error(
        .notANumber, .text(line: 1, column: column),
        expected: "a separator behind the closing quote", found: found)
    ) { try CSVReader().readWithHeader(file(text)) }
  }

  @Test func `what is written is read again exactly`() throws {
    var generator = SplitMix64(seed: 3)
    let scales = Tensor((0..<5).map { Scalar.pow(10, Scalar(8 * $0 - 16)) })
    let values = Tensor.normal([40, 5], using: &generator) * scales
    let text = (0..<40).map { row in
      values.row(row).scalars.map { "\($0)" }.joined(separator: ",") + "\n"
    }
    #expect(try CSVReader().read(file(text.joined())).values == values)
  }

  @Test func `a file on disk is read by its path`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try CSVReader().readWithHeader(path).values == Tensor([[1, 2]]))
    let failure = #expect(throws: DatasetError.self) { try CSVReader().read(path) }
    #expect(failure?.path == path)
  }
}

/// Bad tables, each with the error that it must give.
struct CSVRefusalTests {
  @Test(arguments: [
    (
      "1,2\n3,x7\n",
      error(.notANumber, .text(line: 2, column: 3), expected: "a finite number", found: "\"x7\"")
    ),
    (
      "1,2\n3,   x7\n",
      error(.notANumber, .text(line: 2, column: 6), expected: "a finite number", found: "\"x7\"")
    ),
    (
      "1,2\r\n\r\n3,4\r\n",
      error(
        .raggedRow, .text(line: 2, column: 1), expected: "2 fields as in line 1",
        found: "an empty line")
    ),
    (
      "1,2\n3,\n",
      error(
        .notANumber, .text(line: 2, column: 3), expected: "a finite number", found: "an empty field"
      )
    ),
    (
      "1,2\n3,\"4\n",
      error(
        .notANumber, .text(line: 2, column: 3), expected: "a closing quote",
        found: "the end of the file")
    ),
    (
      "1,2\n3,\"\"\n",
      error(
        .notANumber, .text(line: 2, column: 4), expected: "a finite number", found: "an empty field"
      )
    ),
    (
      "1,2\nnan,4\n",
      error(.notANumber, .text(line: 2, column: 1), expected: "a finite number", found: "\"nan\"")
    ),
    (
      "1,2\n3,1e999\n",
      error(.notANumber, .text(line: 2, column: 3), expected: "a finite number", found: "\"1e999\"")
    ),
    (
      "\u{FEFF}length,width\n1,2\n",
      error(
        .notANumber, .text(line: 1, column: 1),
        expected: "a finite number (or a reader with a header)", found: "\"length\"")
    ),
    (
      "1,2\n3,a field that is much too long to show\n",
      error(
        .notANumber, .text(line: 2, column: 3), expected: "a finite number",
        found: "\"a field that is much too\" …")
    ),
    (
      "1,2\n3,a field that fits easily\n",
      error(
        .notANumber, .text(line: 2, column: 3), expected: "a finite number",
        found: "\"a field that fits easily\"")
    ),
    (
      "1,2,3\n4,5,6\n7,8\n",
      error(.raggedRow, .text(line: 3, column: 4), expected: "3 fields as in line 1", found: "2")
    ),
    (
      "1,2\n3,4,5,6\n",
      error(.raggedRow, .text(line: 2, column: 5), expected: "2 fields as in line 1", found: "4")
    ),
    (
      "\n1,2\n",
      error(
        .raggedRow, .text(line: 1, column: 1), expected: "a row of numbers", found: "an empty line")
    ),
    ("", error(.empty, .file, expected: "data", found: "a file of 0 bytes")),
    (
      "\u{FEFF}",
      error(
        .empty, .text(line: 1, column: 1), expected: "a row of numbers",
        found: "the end of the file")
    ),
  ])
  func `a bad table names its line and column`(text: String, expected: DatasetError) {
    #expect(throws: expected) { try CSVReader().read(file(text)) }
  }

  #if SinglePrecision
    @Test func `a number that only double precision holds is refused`() {
      #expect(
        throws: error(
          .notANumber, .text(line: 2, column: 3), expected: "a finite number", found: "\"1e39\"")
      ) { try CSVReader().read(file("1,2\n3,1e39\n")) }
    }
  #endif

  @Test(arguments: ["a,b\n", "a,b", "\u{FEFF}"])
  func `a header without rows is no data`(text: String) {
    #expect(
      throws: error(
        .empty, .text(line: 2, column: 1), expected: "a row of numbers",
        found: "the end of the file")
    ) { try CSVReader().readWithHeader(file(text)) }
  }

  @Test func `lines are counted from the header`() {
    #expect(
      throws: error(
        .raggedRow, .text(line: 3, column: 2), expected: "2 fields as in line 2", found: "1")
    ) { try CSVReader().readWithHeader(file("a,b\n1,2\n3\n")) }
  }

  @Test func `a missing file and a folder are told apart`() {
    let missing = "/nowhere/at/all.csv"
    #expect(
      throws: DatasetError(
        kind: .unreadable, path: missing, position: .file, expected: "a file that may be read",
        found: "no such file")
    ) { try CSVReader().read(missing) }
    let folder = FileManager.default.temporaryDirectory.path
    #expect(
      throws: DatasetError(
        kind: .unreadable, path: folder, position: .file, expected: "a file that may be read",
        found: "a folder")
    ) { try CSVReader().read(folder) }
  }

  @Test func `a compressed table is told to be unpacked`() {
    #expect(
      throws: error(
        .compressed, .byte(0), expected: "an unpacked file: run gunzip on it", found: "a gzip file")
    ) { try CSVReader().read(file([0x1f, 0x8b, 8, 0])) }
  }

  @Test(
    arguments: [
      ([0xff, 0xfe, 0x31, 0], "a text in UTF-16"), ([0xfe, 0xff, 0, 0x31], "a text in UTF-16"),
      (
        [0x50, 0x4b, 3, 4, 20, 0],
        "a zip archive, as torch.save, numpy.savez and spreadsheets write it"
      ),
      ([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], "a file of numpy.save"),
    ] as [([UInt8], String)])
  func `another format is named`(bytes: [UInt8], name: String) {
    #expect(
      throws: error(
        .otherFormat, .byte(0), expected: "a table as text in UTF-8: export it as CSV", found: name)
    ) { try CSVReader().read(file(bytes)) }
  }

  @Test func `a pipe is read`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).pipe"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try #require(mkfifo(path, 0o600) == 0)
    let writer = Thread {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      try? handle.write(contentsOf: Data("1,2\n3,4\n".utf8))
      try? handle.close()
    }
    writer.start()
    #expect(try CSVReader().read(path).values == Tensor([[1, 2], [3, 4]]))
  }

  @Test func `an error prints as one line that begins with its place`() {
    let inText = error(.notANumber, .text(line: 3, column: 5), expected: "a number", found: "\"x\"")
    #expect("\(inText)" == "memory:3:5: not a number: expected a number, found \"x\"")
    let inBytes = error(.truncated, .byte(8), expected: "more", found: "the end of the file")
    #expect(
      "\(inBytes)" == "memory: byte 8: truncated file: expected more, found the end of the file")
    let inFile = error(.empty, .file, expected: "data", found: "a file of 0 bytes")
    #expect("\(inFile)" == "memory: no data: expected data, found a file of 0 bytes")
  }
}
