import Datasets
import Foundation
import TensorCore

/// What a reader made of a file, for `peers.py`, which has another program read it.
public struct PeerLine: Encodable, Sendable {
  /// The number of the file.
  public let number: Int

  /// Its bytes, in base 64.
  public let bytes: String

  /// Why it was refused; `nil` if it was read.
  public private(set) var refusal: String?

  /// The names of columns, of a table.
  public private(set) var header: [String] = []

  /// The shape of everything that was read, by name.
  public private(set) var shapes: [String: [Int]] = [:]

  /// The numbers that were read, by name; those that are not finite are 0.
  public private(set) var values: [String: [Double]] = [:]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - name: The name of the reader: `csv`, `idx` or `safetensors`.
  ///   - number: The number of the file.
  ///   - bytes: The contents.
  public init(_ name: String, number: Int, bytes: [UInt8]) {
    (self.number, self.bytes) = (number, Data(bytes).base64EncodedString())
    let file = ByteFile(path: "input", bytes: bytes)
    do {
      switch name {
      case "csv":
        let table = try CSVReader().readWithHeader(file)
        header = table.header
        add("values", table.values)
      case "idx":
        let array = try IDXReader().read(file)
        add("values", Tensor(shape: array.shape, scalars: array.bytes.map { Scalar($0) }))
      default:
        let tensors = try TensorFile(file)
        for (name, tensor) in tensors.tensors { add(name, tensor) }
        for (name, tensor) in tensors.integers {
          add(name, Tensor(shape: tensor.shape, scalars: tensor.values.map { Scalar($0) }))
        }
      }
    } catch {
      refusal = "\(error)"
    }
  }

  private mutating func add(_ name: String, _ tensor: Tensor) {
    shapes[name] = tensor.shape.lengths
    values[name] = tensor.scalars.map { $0.isFinite ? Double($0) : 0 }
  }
}
