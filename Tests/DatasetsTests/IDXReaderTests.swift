import Datasets
import Foundation
import TensorCore
import Testing

struct IDXReaderTests {
  @Test(arguments: [[5], [2, 3], [2, 3, 4], [1, 2, 1, 3]])
  func `what is written is read again`(lengths: [Int]) throws {
    let bytes = (0..<lengths.reduce(1, *)).map { UInt8($0 * 10) }
    let array = try IDXReader().read(file(idx(lengths: lengths, bytes: bytes)))
    #expect(array.shape == Shape(lengths))
    #expect(array.bytes == bytes)
  }

  @Test func `counts are read most significant byte first`() throws {
    let bytes = [UInt8](repeating: 9, count: 258)
    #expect(try IDXReader().read(file([0, 0, 8, 1, 0, 0, 1, 2] + bytes)).shape == [258])
  }

  @Test(
    arguments: [
      (
        [0, 0, 8], .truncated, 3, "a magic number of 4 bytes, 4 bytes in all", "the end of the file"
      ),
      (
        [0, 0, 9, 1, 0, 0, 0, 1, 7], .wrongMagicNumber, 0, "00 00 08 and the number of axes",
        "00 00 09 01"
      ),
      (
        [0, 1, 8, 1, 0, 0, 0, 1, 7], .wrongMagicNumber, 0, "00 00 08 and the number of axes",
        "00 01 08 01"
      ),
      (
        [1, 0, 8, 1, 0, 0, 0, 1, 7], .wrongMagicNumber, 0, "00 00 08 and the number of axes",
        "01 00 08 01"
      ),
      (
        [0, 0, 8, 0, 0, 0, 0, 1, 7], .wrongMagicNumber, 0, "00 00 08 and the number of axes",
        "00 00 08 00"
      ),
      (
        [0, 0, 8, 2, 0, 0, 0, 1, 0], .truncated, 9, "the lengths of 2 axes, 12 bytes in all",
        "the end of the file"
      ),
      (
        idx(lengths: [2, 3], bytes: [1, 2, 3, 4, 5]), .truncated, 17,
        "2 × 3 bytes of data, 18 bytes in all", "the end of the file"
      ),
      (
        idx(lengths: [2, 3], bytes: [1, 2, 3, 4, 5, 6, 7, 8]), .wrongCount, 18,
        "the end after 2 × 3 bytes", "2 more"
      ),
      (idx(lengths: [2, 0], bytes: []), .empty, 8, "axes longer than 0", "2 × 0"),
      (
        [0x1f, 0x8b, 8, 0, 0], .compressed, 0, "an unpacked file: run gunzip on it", "a gzip file"
      ),
    ] as [([UInt8], DatasetError.Kind, Int, String, String)])
  func `a bad file names its byte`(
    bytes: [UInt8], kind: DatasetError.Kind, offset: Int, expected: String, found: String
  ) {
    #expect(throws: error(kind, .byte(offset), expected: expected, found: found)) {
      try IDXReader().read(file(bytes))
    }
  }

  @Test func `an empty file is no data`() {
    #expect(throws: error(.empty, .file, expected: "data", found: "a file of 0 bytes")) {
      try IDXReader().read(file([]))
    }
  }

  @Test func `lengths whose product overflows are a truncated file`() {
    // 153,092,023 · 92,737 · 649,657 is 2⁶³ − 1: that overflows only with the bytes of the head.
    for lengths in [[Int](repeating: 0xFFFF_FFFF, count: 9), [153_092_023, 92_737, 649_657]] {
      let huge = file(idx(lengths: lengths, bytes: [1]))
      let failure = #expect(throws: DatasetError.self) { try IDXReader().read(huge) }
      #expect(failure?.kind == .truncated)
    }
  }
}

struct MNISTTests {
  let images = idx(lengths: [3, 2, 2], bytes: [0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8])
  let labels = idx(lengths: [3], bytes: [7, 0, 9])
  let classNames = (0..<10).map { String($0) }

  private func read(_ images: [UInt8], _ labels: [UInt8]) throws -> LabeledData {
    try LabeledData.mnist(
      images: ByteFile(path: "images", bytes: images),
      labels: ByteFile(path: "labels", bytes: labels), classNames: classNames)
  }

  @Test func `images are flattened and lie between 0 and 1`() throws {
    let data = try read(images, labels)
    #expect(data.features.shape == [3, 4])
    #expect(data.features.row(0) == Tensor([0, 0.2, 0.4, 1]))
    #expect(data.labels == [7, 0, 9])
    #expect(data.classCount == 10)
  }

  @Test func `files on disk are read by their paths`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(images).write(to: URL(fileURLWithPath: folder + "/images"))
    try Data(labels).write(to: URL(fileURLWithPath: folder + "/labels"))
    let data = try LabeledData.mnist(images: folder + "/images", labels: folder + "/labels")
    #expect(data.classHistogram == [1, 0, 0, 0, 0, 0, 0, 1, 0, 1])
    #expect(throws: DatasetError.self) {
      try LabeledData.mnist(images: folder + "/images", labels: folder + "/none")
    }
  }

  @Test func `exchanged files show in their magic numbers`() {
    #expect(
      throws: DatasetError(
        kind: .wrongMagicNumber, path: "images", position: .byte(0), expected: "00 00 08 03",
        found: "00 00 08 01")
    ) { try read(labels, images) }
    #expect(
      throws: DatasetError(
        kind: .wrongMagicNumber, path: "labels", position: .byte(0), expected: "00 00 08 01",
        found: "00 00 08 03")
    ) { try read(images, images) }
  }

  @Test func `labels that are not one for each image are refused`() {
    #expect(
      throws: DatasetError(
        kind: .wrongCount, path: "labels", position: .byte(4),
        expected: "3 labels, one for each image", found: "2")
    ) { try read(images, idx(lengths: [2], bytes: [1, 2])) }
  }

  @Test func `a label that is no class names its byte`() {
    #expect(
      throws: DatasetError(
        kind: .wrongLabel, path: "labels", position: .byte(10), expected: "a label in 0..<10",
        found: "10")
    ) { try read(images, idx(lengths: [3], bytes: [1, 2, 10])) }
  }
}
