public import Datasets
public import TensorCore

// Keeping what a model has learned, under the names that PyTorch would give it.

/// What can be wrong with tensors that shall be loaded into a model or an optimizer.
public enum CheckpointError: Error, Equatable {
  /// The model needs tensors that are not there, or there are tensors that it does not know.
  case names(missing: [String], unknown: [String])
  /// A tensor has another shape than the model's.
  case shape(name: String, expected: Shape, found: Shape)
  /// A number that a run continues from is missing or none.
  case number(name: String, found: String?)
}

extension CheckpointError: CustomStringConvertible {
  /// What does not fit.
  public var description: String {
    switch self {
    case .names(let missing, let unknown):
      "checkpoint: the names do not fit: missing \(missing), unknown \(unknown)"
    case .shape(let name, let expected, let found):
      "checkpoint: \(name) has the shape \(found), and \(expected) is needed"
    case .number(let name, let found):
      "checkpoint: \(name) is \(found.map { "\"\($0)\", which is no such number" } ?? "missing")"
    }
  }
}

extension Layer {
  /// The values of all parameters and untrained state by path (PyTorch: `state_dict`).
  ///
  /// A variable that layers share stands under the first of its names.
  public var tensors: [String: Tensor] {
    Dictionary(
      (namedParameters + namedBuffers).map { ($0.name, $0.variable.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Replaces the values of all parameters and untrained state (PyTorch: `load_state_dict`).
  ///
  /// - Parameter tensors: One for every name of the model, of the right shape, and no other.
  /// - Throws: `CheckpointError`; nothing has changed then.
  public func load(_ tensors: [String: Tensor]) throws(CheckpointError) {
    let variables = namedParameters + namedBuffers
    try self.tensors.check(tensors)
    for (name, variable) in variables {
      guard let tensor = tensors[name] else { continue }
      withoutGradient {
        do { try variable.update { $0 = tensor } } catch {
          preconditionFailure("Layer.load: \(error)")
        }
      }
    }
  }

  /// Writes the model's values to a file that PyTorch can open.
  ///
  /// - Parameter path: Where the file shall stand; an old one stays whole until the new one is.
  /// - Throws: `DatasetError` of kind `unwritable`.
  public func save(to path: String) throws(DatasetError) {
    try TensorFile(tensors: tensors).write(to: path)
  }

  /// Replaces the model's values by those of a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `DatasetError` if the file is bad, `CheckpointError` if it does not fit; nothing has
  ///   changed then.
  public func load(from path: String) throws {
    try load(TensorFile(reading: path).tensors)
  }
}

extension [String: Tensor] {
  /// Throws unless other tensors have the names and shapes of these.
  func check(_ others: [String: Tensor]) throws(CheckpointError) {
    let missing = Set(keys).subtracting(others.keys).sorted()
    let unknown = Set(others.keys).subtracting(keys).sorted()
    guard missing.isEmpty, unknown.isEmpty else {
      throw .names(missing: missing, unknown: unknown)
    }
    for (name, tensor) in sorted(by: { $0.key < $1.key }) {
      guard let other = others[name], other.shape != tensor.shape else { continue }
      throw .shape(name: name, expected: tensor.shape, found: other.shape)
    }
  }
}
