public import Datasets
public import TensorCore

// Keeping what a model has learnt, under the names that PyTorch would give it.

/// What can be wrong with tensors that shall be loaded into a model.
public enum CheckpointError: Error, Equatable {
  /// The model needs tensors that are not there, or there are tensors that it does not know.
  case names(missing: [String], unknown: [String])
  /// A tensor has another shape than the model's.
  case shape(name: String, expected: Shape, found: Shape)
}

extension CheckpointError: CustomStringConvertible {
  /// What does not fit.
  public var description: String {
    switch self {
    case .names(let missing, let unknown):
      "Layer.load: the names do not fit the model: missing \(missing), unknown \(unknown)"
    case .shape(let name, let expected, let found):
      "Layer.load: \(name) has the shape \(found), and the model's \(expected)"
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
    let names = Set(variables.map(\.name))
    let missing = names.subtracting(tensors.keys).sorted()
    let unknown = Set(tensors.keys).subtracting(names).sorted()
    guard missing.isEmpty, unknown.isEmpty else {
      throw .names(missing: missing, unknown: unknown)
    }
    for (name, variable) in variables {
      guard let tensor = tensors[name], tensor.shape == variable.shape else {
        throw .shape(name: name, expected: variable.shape, found: tensors[name]?.shape ?? [])
      }
    }
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
