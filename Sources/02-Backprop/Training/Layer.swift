import TensorCore

/// A part of a network: a function of variables with parameters of its own (PyTorch: `nn.Module`).
///
/// A layer names what it owns, so that an optimizer finds every parameter and a file can hold them.
/// Nothing is found by reflection: what is not named is not trained.
public protocol Layer: AnyObject {
  /// The layer's own parameters by name, those of its children left out.
  var parameters: [(name: String, variable: Variable)] { get }

  /// State that is saved but not trained, such as running averages.
  var buffers: [(name: String, variable: Variable)] { get }

  /// The layers inside this one by name.
  var children: [(name: String, layer: any Layer)] { get }

  /// Whether the layer behaves as in training or as in use; few layers make a difference.
  var mode: Mode { get set }

  /// The layer's output for a batch.
  ///
  /// - Parameter input: A batch; its shape is the layer's to say.
  /// - Returns: The output of the layer.
  func callAsFunction(_ input: Variable) -> Variable
}

/// What a layer is being used for.
public enum Mode: Sendable {
  /// Parameters are being fitted: batch statistics, dropout.
  case training
  /// The model answers: running statistics, no dropout (PyTorch: `eval`).
  case evaluation
}

extension Layer {
  /// A layer without parameters has none.
  public var parameters: [(name: String, variable: Variable)] { [] }

  /// Most layers have no untrained state.
  public var buffers: [(name: String, variable: Variable)] { [] }

  /// Most layers have no layers inside.
  public var children: [(name: String, layer: any Layer)] { [] }

  /// The parameters of this layer and of all layers inside it, by path, such as `0.weight`.
  ///
  /// A variable that layers share stands here once, under the first of its names: an optimizer that
  /// were given it twice would change it twice.
  public var namedParameters: [(name: String, variable: Variable)] {
    collected { $0.parameters }.withoutRepetition
  }

  /// The untrained state of this layer and of all layers inside it, by path.
  public var namedBuffers: [(name: String, variable: Variable)] {
    collected { $0.buffers }.withoutRepetition
  }

  /// The number of trained scalars.
  public var parameterCount: Int {
    namedParameters.reduce(0) { $0 + $1.variable.value.elementCount }
  }

  /// Puts this layer and all layers inside it into a mode.
  ///
  /// - Parameter mode: Training or evaluation.
  public func setMode(_ mode: Mode) {
    self.mode = mode
    for child in children { child.layer.setMode(mode) }
  }

  /// Forgets the gradients of all parameters.
  public func zeroGradients() {
    for parameter in namedParameters { parameter.variable.zeroGradient() }
  }

  private func collected(
    _ own: (any Layer) -> [(name: String, variable: Variable)]
  ) -> [(name: String, variable: Variable)] {
    own(self)
      + children.flatMap { child in
        child.layer.collected(own).map { ("\(child.name).\($0.name)", $0.variable) }
      }
  }
}

extension [(name: String, variable: Variable)] {
  /// The elements whose variable does not stand earlier in the array.
  fileprivate var withoutRepetition: Self {
    var seen: Set<ObjectIdentifier> = []
    return filter { seen.insert(ObjectIdentifier($0.variable)).inserted }
  }
}
