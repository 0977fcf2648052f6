public import Datasets
public import TensorCore

// A model by itself, under the names that PyTorch would give it (PyTorch: `state_dict`).

extension Layer {
  /// The values of all parameters and of untrained tensors, by path.
  ///
  /// A variable that layers share stands under the first of its names.
  public var tensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (path, cell) in modelState.leaves {
      if case .tensor(let read, _) = cell { tensors[path] = read() }
    }
    return tensors
  }

  /// Writes the model's values to a file that PyTorch can open.
  ///
  /// Generators, which PyTorch's layers do not own, are left out; a ``Checkpoint`` holds them too.
  ///
  /// - Parameter path: Where the file shall stand; an old one stays whole until the new one is.
  /// - Throws: `DatasetError` of kind `unwritable`.
  public func save(to path: String) throws(DatasetError) {
    try Checkpoint(modelState).write(to: path)
  }

  /// Replaces the model's values by those of a file (PyTorch: `load_state_dict`).
  ///
  /// - Parameter path: A file with a value for every name of the model and no other.
  /// - Throws: `DatasetError` if the file is bad, `CheckpointError` if it does not fit; nothing has
  ///   changed then.
  public func load(from path: String) throws {
    try Checkpoint(reading: path).restore(modelState)
  }

  /// The state without generators.
  private var modelState: [StateEntry] { state.withoutGenerators }
}

extension [StateEntry] {
  fileprivate var withoutGenerators: [StateEntry] {
    flatMap { entry -> [StateEntry] in
      switch entry.cell {
      case .generator: []
      case .part(let part): part.state.withoutGenerators.map { $0.below(entry.name) }
      default: [entry]
      }
    }
  }
}

extension StateEntry {
  /// This entry under a longer path.
  fileprivate func below(_ prefix: String) -> StateEntry {
    StateEntry("\(prefix).\(name)", cell, identity: identity)
  }
}
