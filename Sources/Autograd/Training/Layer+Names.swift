import TensorCore

// What a network consists of, each part under its path, such as `0.weight`.

extension Layer {
  /// This layer and all layers inside it, by path; this one's own path is empty (`named_modules`).
  ///
  /// A layer that is used twice stands here once, under the first of its paths.
  public var namedLayers: [(name: String, layer: any Layer)] {
    var seen: Set<ObjectIdentifier> = []
    return allLayers.filter { seen.insert(ObjectIdentifier($0.layer)).inserted }
  }

  /// The parameters of this layer and of all layers inside it, by path.
  ///
  /// A variable that layers share stands here once, under the first of its names: an optimizer that
  /// was given it twice would change it twice a step.
  public var namedParameters: [(name: String, variable: Variable)] {
    var seen: Set<ObjectIdentifier> = []
    return allLayers.flatMap { path, layer in
      layer.parameters.map { (path.isEmpty ? $0.name : "\(path).\($0.name)", $0.variable) }
    }.filter { seen.insert(ObjectIdentifier($0.variable)).inserted }
  }

  /// The variables of all parameters, as an optimizer wants them (PyTorch: `parameters()`).
  public var trainedVariables: [Variable] { namedParameters.map(\.variable) }

  /// The number of trained scalars.
  public var parameterCount: Int {
    namedParameters.reduce(0) { $0 + $1.variable.value.elementCount }
  }

  /// Forgets the gradients of all parameters.
  public func zeroGradients() {
    for parameter in namedParameters { parameter.variable.zeroGradient() }
  }

  private var allLayers: [(name: String, layer: any Layer)] {
    [("", self)]
      + children.flatMap { child in
        child.layer.allLayers.map { path, layer in
          (path.isEmpty ? child.name : "\(child.name).\(path)", layer)
        }
      }
  }
}

extension Layer {
  /// What must be saved of a layer: its parameters, its buffers, and the layers inside it.
  public var state: [StateEntry] {
    parameters.map { .variable($0.name, $0.variable) } + buffers
      + children.map { .part($0.name, $0.layer) }
  }

  /// The state that is not trained, of this layer and of all layers inside it, each under its path: two layers
  /// may call their buffers the same.
  var untrainedState: [StateEntry] {
    namedLayers.flatMap { path, layer -> [StateEntry] in
      path.isEmpty || layer.buffers.isEmpty
        ? layer.buffers : [.part(path, StateEntry.Group(state: layer.buffers))]
    }
  }
}

extension StateEntry {
  /// Entries that stand together under one name.
  fileprivate final class Group: Stateful {
    let state: [StateEntry]
    init(state: [StateEntry]) { self.state = state }
  }
}
