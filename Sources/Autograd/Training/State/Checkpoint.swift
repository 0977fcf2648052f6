public import Datasets
import TensorCore

/// The state of a training run, taken down: everything that the run continues from.
///
/// ```swift
/// let checkpoint = Checkpoint(["model": model, "optimizer": optimizer, "run": position])
/// try checkpoint.write(to: "run.safetensors")
///
/// // later, in a process that has made model, optimizer and position anew
/// try Checkpoint(reading: "run.safetensors")
///   .restore(["model": model, "optimizer": optimizer, "run": position])
/// ```
///
/// A run that is resumed so makes the steps that it would have made, to the bit. With the weights alone it
/// would not: momentum would start from rest, Adam's corrections from the first step, dropout and the
/// batches from the first draw.
///
/// ## Conventions
///
/// A value stands under its path, such as `model.0.weight` or `optimizer.0.exp_avg`. Tensors and numbers
/// are written in the precision of the build; whole numbers, and generators by the bits of their state, as
/// `I64`. PyTorch opens the file.
public struct Checkpoint: Equatable, Sendable {
  private let tensors: [String: Tensor]
  private let integers: [String: IntegerTensor]

  /// Takes down a state.
  ///
  /// - Parameter parts: What belongs to the run, each under a name of its own.
  public init(_ parts: KeyValuePairs<String, any Stateful>) {
    self.init(parts.entries)
  }

  /// Takes down the state of the entries.
  init(_ entries: [StateEntry]) {
    var tensors: [String: Tensor] = [:]
    var integers: [String: IntegerTensor] = [:]
    for (path, cell) in entries.leaves {
      precondition(
        tensors[path] == nil && integers[path] == nil, "Checkpoint: two values are named \(path)")
      switch cell {
      case .tensor(let read, _): tensors[path] = read()
      case .number(let read, _): tensors[path] = Tensor(read())
      case .integer(let read, _): integers[path] = IntegerTensor(shape: [], values: [Int64(read())])
      case .integers(let read, _):
        let values = read().map { Int64($0) }
        integers[path] = IntegerTensor(shape: [values.count], values: values)
      case .generator(let read, _):
        integers[path] = IntegerTensor(shape: [1], values: [Int64(bitPattern: read().state)])
      case .part: preconditionFailure("Checkpoint: \(path) is a part and no value")
      }
    }
    self.tensors = tensors
    self.integers = integers
  }

  /// Puts a run where it stood.
  ///
  /// - Parameter parts: The parts that were taken down, of the same structure, under the same names.
  /// - Throws: `CheckpointError` if a name, a kind or a shape does not fit; nothing has changed then.
  public func restore(_ parts: KeyValuePairs<String, any Stateful>) throws(CheckpointError) {
    try restore(parts.entries)
  }

  /// Puts the entries where they stood.
  func restore(_ entries: [StateEntry]) throws(CheckpointError) {
    let leaves = entries.leaves
    let names = Set(leaves.map(\.path))
    let known = Set(tensors.keys).union(integers.keys)
    guard names == known else {
      throw .names(
        missing: names.subtracting(known).sorted(), unknown: known.subtracting(names).sorted())
    }
    // All writes are prepared before the first is made: all or nothing.
    var writes: [() -> Void] = []
    for (path, cell) in leaves.sorted(by: { $0.path < $1.path }) {
      writes.append(try write(to: cell, at: path))
    }
    for write in writes { write() }
  }

  /// What puts one value back, if it is of the kind and the shape that is wanted.
  private func write(
    to cell: StateEntry.Cell, at path: String
  ) throws(CheckpointError) -> () -> Void {
    switch cell {
    case .tensor(let read, let write):
      let value = try tensor(path, shape: read().shape)
      return { write(value) }
    case .number(_, let write):
      let value = try tensor(path, shape: []).scalar
      return { write(value) }
    case .integer(_, let write):
      let value = Int(try integer(path, shape: []))
      return { write(value) }
    case .integers(_, let write):
      guard let found = integers[path], found.shape.axisCount == 1 else {
        throw .kind(name: path, expected: "whole numbers in a row", found: kind(of: path))
      }
      return { write(found.values.map { Int($0) }) }
    case .generator(_, let write):
      let generator = SplitMix64(seed: UInt64(bitPattern: try integer(path, shape: [1])))
      return { write(generator) }
    case .part: preconditionFailure("Checkpoint: \(path) is a part and no value")
    }
  }

  private func tensor(_ path: String, shape: Shape) throws(CheckpointError) -> Tensor {
    guard let found = tensors[path] else {
      throw .kind(name: path, expected: "a tensor \(shape)", found: kind(of: path))
    }
    guard found.shape == shape else {
      throw .shape(name: path, expected: shape, found: found.shape)
    }
    return found
  }

  private func integer(_ path: String, shape: Shape) throws(CheckpointError) -> Int64 {
    guard let found = integers[path], let value = found.values.first, found.shape == shape else {
      throw .kind(name: path, expected: "one whole number \(shape)", found: kind(of: path))
    }
    return value
  }

  private func kind(of path: String) -> String {
    tensors[path].map { "a tensor \($0.shape)" }
      ?? integers[path].map { "whole numbers \($0.shape)" } ?? "nothing"
  }
}

extension KeyValuePairs<String, any Stateful> {
  fileprivate var entries: [StateEntry] { map { .part($0, $1) } }
}

// MARK: - Files

extension Checkpoint {
  /// Writes the state to a file.
  ///
  /// - Parameter path: Where the file shall stand; an old one stays whole until the new one is, so
  ///   a run that is killed meanwhile loses nothing.
  /// - Throws: `DatasetError` of kind `unwritable`.
  public func write(to path: String) throws(DatasetError) {
    try TensorFile(tensors: tensors, integers: integers).write(to: path)
  }

  /// Reads a file that `write(to:)` or PyTorch wrote.
  ///
  /// - Parameter path: The file.
  /// - Throws: `DatasetError` if the file is bad.
  public init(reading path: String) throws(DatasetError) {
    let file = try TensorFile(reading: path)
    tensors = file.tensors
    integers = file.integers
  }
}
