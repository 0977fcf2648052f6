import Autograd
import Foundation
import TensorCore

/// Numbers for other programs to start from: binary64, least significant byte first, without gaps.
struct BenchData {
  private var bytes = Data()

  /// No numbers yet.
  init() {}

  /// A batch, its classes, then each layer's weight and bias.
  ///
  /// - Parameter network: Where they come from.
  init(of network: BenchNetwork) {
    append(network.inputs.value, labels: network.classes)
    append(network.model)
  }

  /// Adds samples, then their labels.
  ///
  /// - Parameters:
  ///   - features: The samples, row by row.
  ///   - labels: As many as there are rows.
  mutating func append(_ features: Tensor, labels: [Int]) {
    append(features)
    append(labels)
  }

  /// Adds weight and bias of a network's linear layers; what other layers learn begins as 1 and 0 everywhere.
  ///
  /// - Parameter model: The network.
  mutating func append(_ model: Sequential) {
    for case let layer as Linear in model.layers {
      for parameter in layer.namedParameters { append(parameter.variable.value) }
    }
  }

  /// Adds whole numbers.
  ///
  /// - Parameter numbers: Each below 2⁵³.
  mutating func append(_ numbers: [Int]) { for number in numbers { append(Double(number)) } }

  /// Writes them.
  ///
  /// - Parameter path: The file; `-` writes nothing.
  /// - Throws: What the file system says.
  func write(to path: String) throws {
    if path != "-" { try bytes.write(to: URL(fileURLWithPath: path)) }
  }

  private mutating func append(_ tensor: Tensor) {
    for scalar in tensor.scalars { append(Double(scalar)) }
  }

  private mutating func append(_ number: Double) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
    }
  }
}
