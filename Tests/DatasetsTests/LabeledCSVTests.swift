import Datasets
import Foundation
import TensorCore
import Testing

struct LabeledCSVTests {
  private func read(_ text: String) throws -> LabeledData {
    try LabeledData(
      name: "two", table: CSVReader().read(file(text)), classNames: ["no", "yes"])
  }

  @Test func `the last column is the class`() throws {
    let data = try read("1,2,0\n3,4,1\n5,6,1.0\n")
    #expect(data.features == Tensor([[1, 2], [3, 4], [5, 6]]))
    #expect(data.labels == [0, 1, 1])
    #expect(data.classNames == ["no", "yes"])
  }

  @Test func `a file on disk is read by its path`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("1;0\n2;1\n".utf8).write(to: URL(fileURLWithPath: path))
    let data = try LabeledData.csv(path, classNames: ["no", "yes"], separator: .semicolon)
    #expect(data.features == Tensor([[1], [2]]))
    #expect(data.name == path)
  }

  @Test(arguments: [("2", "2.0"), ("-1", "-1.0"), ("0.5", "0.5"), ("1e30", "1e+30")])
  func `a label that is no class names its place`(label: String, found: String) {
    #expect(
      throws: error(
        .wrongLabel, .text(line: 2, column: 7), expected: "a whole number in 0..<2", found: found)
    ) { try read("1,2,0\n3, 4 ,\(label)\n") }
  }

  @Test func `a label after a header names its place`() throws {
    let table = try CSVReader().readWithHeader(file("a,b,class\n1,2,0\n3,4,5\n"))
    #expect(
      throws: error(
        .wrongLabel, .text(line: 3, column: 5), expected: "a whole number in 0..<2", found: "5.0")
    ) { try LabeledData(name: "two", table: table, classNames: ["no", "yes"]) }
  }

  @Test func `one column cannot hold features and a class`() {
    #expect(
      throws: error(
        .wrongCount, .text(line: 1, column: 1), expected: "features and a class",
        found: "1 column")
    ) { try read("1\n0\n") }
  }

  @Test func `digits that lack a row are refused`() throws {
    let row = Array(repeating: "0", count: 65).joined(separator: ",") + "\n"
    #expect(
      throws: error(
        .wrongCount, .file, expected: "1797 rows of 65 fields", found: "1796 rows of 65")
    ) { try LabeledData.digits(from: file(String(repeating: row, count: 1_796))) }
  }

  @Test func `tumors that are fewer than their header says are refused`() throws {
    let good = file("2,1,malignant,benign\n1.5,0\n2.5,1\n")
    #expect(try LabeledData.breastCancer(from: good).labels == [0, 1])
    #expect(
      throws: error(
        .wrongCount, .text(line: 1, column: 1),
        expected: "2,1,malignant,benign, which is what follows", found: "3,1,malignant,benign")
    ) { try LabeledData.breastCancer(from: file("3,1,malignant,benign\n1.5,0\n2.5,1\n")) }
  }
}
