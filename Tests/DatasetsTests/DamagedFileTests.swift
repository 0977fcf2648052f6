import Datasets
import TensorCore
import Testing

/// Whatever the bytes, a reader returns data or throws a `DatasetError`; it never stops the process.
struct DamagedFileTests {
  static let table = Array("1.5,2,0\r\n-3e2,4.25,1\n5,6,1\n".utf8)
  static let images = idx(lengths: [2, 2, 3], bytes: (1...12).map { UInt8($0) })
  static let labels = idx(lengths: [2], bytes: [1, 0])

  /// Reads bytes in every way there is, and says how many ways succeeded.
  private func successes(_ bytes: [UInt8]) -> Int {
    let file = file(bytes)
    let readers: [(ByteFile) throws -> Void] = [
      { _ = try CSVReader().read($0) },
      { _ = try CSVReader(separator: .semicolon).readWithHeader($0) },
      {
        _ = try LabeledData(name: "", table: CSVReader().read($0), classNames: ["no", "yes"])
      },
      {
        let table = try CSVReader().readWithHeader($0)
        _ = try LabeledData(name: "", table: table, classNames: ["no", "yes"])
      },
      { _ = try LabeledData.digits(from: $0) },
      { _ = try LabeledData.breastCancer(from: $0) },
      { _ = try IDXReader().read($0) },
      {
        let labels = ByteFile(path: "labels", bytes: DamagedFileTests.labels)
        _ = try LabeledData.mnist(images: $0, labels: labels, classNames: ["no", "yes"])
      },
      {
        let images = ByteFile(path: "images", bytes: DamagedFileTests.images)
        _ = try LabeledData.mnist(images: images, labels: $0, classNames: ["no", "yes"])
      },
    ]
    return readers.count { reader in
      do {
        try reader(file)
        return true
      } catch {
        #expect(error is DatasetError)
        return false
      }
    }
  }

  @Test func `binary files cut anywhere are refused`() {
    for bytes in [DamagedFileTests.images, DamagedFileTests.labels] {
      for length in 0..<bytes.count {
        let cut = file(Array(bytes.prefix(length)))
        let failure = #expect(throws: DatasetError.self) { try IDXReader().read(cut) }
        #expect(failure?.kind == (length == 0 ? .empty : .truncated))
      }
    }
  }

  @Test func `tables cut anywhere are read or refused`() {
    for length in 0..<DamagedFileTests.table.count {
      _ = successes(Array(DamagedFileTests.table.prefix(length)))
    }
  }

  @Test func `digits cut anywhere are refused`() throws {
    let row = (0..<65).map { "\($0 % 10)" }.joined(separator: ",") + "\n"
    let bytes = Array(String(repeating: row, count: 1_797).utf8)
    #expect(try LabeledData.digits(from: file(bytes)).count == 1_797)
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20 {
      // The last byte, the end of the last line, may be missing.
      let length = generator.uniform(below: bytes.count - 1)
      #expect(throws: DatasetError.self) {
        try LabeledData.digits(from: file(Array(bytes.prefix(length))))
      }
    }
  }

  @Test(arguments: [table, images, labels], [UInt64](1...4))
  func `files with bytes changed, added or lost are read or refused`(bytes: [UInt8], seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    // Bytes that mean something to one of the readers, and any others.
    let telling =
      Array("0123456789+-.,;eE \t\r\n\"x".utf8) + [0, 8, 0x1f, 0x8b, 0xEF, 0xBB, 0xBF, 255]
    var total = 0
    for _ in 0..<500 {
      var damaged = bytes
      for _ in 0...generator.uniform(below: 4) {
        let byte =
          generator.uniform() < 0.7
          ? telling[generator.uniform(below: telling.count)]
          : UInt8(truncatingIfNeeded: generator.next())
        let place = generator.uniform(below: damaged.count + 1)
        switch generator.uniform(below: 3) {
        case 0 where place < damaged.count: damaged[place] = byte
        case 1 where place < damaged.count: damaged.remove(at: place)
        default: damaged.insert(byte, at: place)
        }
      }
      total += successes(damaged)
    }
    // Some damage is harmless: the readers are not refusing everything.
    #expect(total > 0)
  }

  @Test func `any bytes at all are read or refused`() {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<1_000 {
      let count = generator.uniform(below: 40)
      _ = successes((0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    }
  }
}
