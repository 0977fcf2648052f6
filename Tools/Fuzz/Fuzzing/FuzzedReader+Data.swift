import Autograd
import Datasets
public import Foundation
public import FuzzInputs
import TensorCore

// The readers of data and of tensors.

extension FuzzedReader {
  /// All readers of the libraries of the course.
  ///
  /// - Parameter root: The checkout, whose files are damaged.
  /// - Returns: The readers, in the order of their names.
  public static func all(in root: URL) -> [FuzzedReader] {
    [
      bank(root), checkpoint(root), csv(root), figures(root), idx, labels(root), logs(root),
      notebooks(root),
      plans, safetensors(root),
    ]
  }

  /// The beginning of a file up to the end of a line; empty where there is no such file.
  static func lines(of path: String, in root: URL, upTo count: Int) -> [UInt8] {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else { return [] }
    let start = data.prefix(count)
    return Array(start[...(start.lastIndex(of: 0x0A) ?? start.endIndex - 1)])
  }

  private static func csv(_ root: URL) -> FuzzedReader {
    FuzzedReader(
      "csv", originals: tables(root), words: ["\",\"", "1;2", "\"\"", " \"a\" "],
      read: { bytes, path in
        let file = ByteFile(path: path, bytes: bytes)
        // With and without a header, and whatever the separator: the last one decides.
        for separator in [CSVReader.Separator.semicolon, .tab] {
          _ = try? CSVReader(separator: separator).readWithHeader(file)
        }
        _ = try? CSVReader().read(file)
        _ = try CSVReader().readWithHeader(file)
      })
  }

  private static func tables(_ root: URL) -> [[UInt8]] {
    let folder = "Sources/Datasets/Resources/"
    return ["digits.csv", "breast_cancer.csv"].map { lines(of: folder + $0, in: root, upTo: 1_200) }
      + [
        "a,b\n1,2\n-3.5,4e5\n", "\"Height, cm\",\"say \"\"x\"\"\"\r\n1,2\r\n3,4\r\n", "x;y\n1;2\n",
        "1\t2\n",
      ]
      .map { Array($0.utf8) }
  }

  private static func labels(_ root: URL) -> FuzzedReader {
    FuzzedReader(
      "labels", originals: tables(root),
      read: { bytes, path in
        let file = ByteFile(path: path, bytes: bytes)
        _ = try? LabeledData.digits(from: file)
        _ = try? LabeledData.breastCancer(from: file)
        let names = (0..<10).map { "\($0)" }
        _ = try LabeledData(name: path, table: CSVReader().read(file), classNames: names)
      })
  }

  private static var idx: FuzzedReader {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + (1...12)
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]
    return FuzzedReader(
      "idx", originals: [images, labels],
      read: { bytes, path in
        let file = ByteFile(path: path, bytes: bytes)
        let names = ["no", "yes"]
        _ = try? LabeledData.mnist(
          images: file, labels: ByteFile(path: path, bytes: labels), classNames: names)
        _ = try? LabeledData.mnist(
          images: ByteFile(path: path, bytes: images), labels: file, classNames: names)
        _ = try IDXReader().read(file)
      })
  }

  private static func safetensors(_ root: URL) -> FuzzedReader {
    FuzzedReader(
      "safetensors", originals: tensorFiles(root),
      words: [
        "F64", "I64", "BF16", "F16", "BOOL", "__metadata__", "\"dtype\":\"F32\",", "[0,0]",
        "\"x\":{}",
      ],
      mend: withHeaderLength, read: { _ = try TensorFile(ByteFile(path: $1, bytes: $0)) })
  }

  private static func checkpoint(_ root: URL) -> FuzzedReader {
    FuzzedReader(
      "checkpoint", originals: tensorFiles(root), mend: withHeaderLength,
      read: { bytes, path in
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let model = Sequential(
          Linear(weight: .zeros([3, 2]), bias: .zeros([3])),
          Linear(weight: .zeros([1, 3]), bias: .zeros([1])))
        do { try model.load(from: path) } catch let error as CheckpointError {
          // It is told by its caller, who knows the file, that names or shapes are those of another model.
          _ = error
        }
      })
  }

  private static func tensorFiles(_ root: URL) -> [[UInt8]] {
    let headers = [
      #"{"x":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"y":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}"#,
      #"{"__metadata__":{"a":"b"},"0.weight":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]},"#
        + #""é":{"dtype":"F16","shape":[4],"data_offsets":[8,16]}}"#,
      #"{"x":{"data_offsets":[0,0],"dtype":"F32","extra":[{"a":null},1e5,"\u00e9"],"shape":[0,3]}}"#,
    ]
    let made = headers.map {
      withHeaderLength([UInt8](repeating: 0, count: 8) + $0.utf8 + [UInt8](1...16))
    }
    let paths = ["Lesson08Trained", "Lesson08Ours"].map { "Tests/Fixtures/\($0).safetensors" }
    return made
      + paths.compactMap { (try? Data(contentsOf: root.appending(path: $0))).map(Array.init) }
  }

  /// The bytes with the length of the header in front that its last brace says.
  @Sendable private static func withHeaderLength(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 8, let brace = bytes.lastIndex(of: UInt8(ascii: "}")), brace >= 8 else {
      return bytes
    }
    var end = brace + 1
    while end < bytes.count, bytes[end] == 0x20 { end += 1 }
    return (0..<8).map { UInt8(truncatingIfNeeded: (end - 8) >> (8 * $0)) } + bytes[8...]
  }
}
