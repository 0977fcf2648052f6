/// What every layer has beside its own matter: a mode, and hooks that see what passes through it.
///
/// It is the part of PyTorch's `nn.Module` that is stored. A layer inherits from it and says what it
/// computes by conforming to ``Layer``.
open class Module {
  /// Whether the layer behaves as in training or as in use; `setMode(_:)` changes it.
  public final fileprivate(set) var mode = Mode.training

  /// Functions that are called around every use of a layer.
  fileprivate struct ForwardHook {
    let handle: HookHandle
    let before: () -> Void
    let after: (_ input: Variable, _ output: Variable) -> Void
  }

  fileprivate final var forwardHooks: [ForwardHook] = []

  /// Creates a module in training mode without hooks.
  public init() {}
}

/// A part of a network: a function of variables with parameters of its own (PyTorch: `nn.Module`).
///
///     final class Residual: Module, Layer {
///       let inner: any Layer
///       init(_ inner: any Layer) { self.inner = inner }
///       var children: [(name: String, layer: any Layer)] { [("inner", inner)] }
///       func forward(_ input: Variable) -> Variable { input + inner(input) }
///     }
///
/// A layer names what it owns, so that an optimizer finds every parameter and a file can hold them.
/// Nothing is found by reflection: what is not named is neither trained nor saved.
public protocol Layer: Module, Stateful {
  /// The layer's own parameters by name, those of its children left out.
  var parameters: [(name: String, variable: Variable)] { get }

  /// State that is saved but not trained: running averages, counts, generators.
  var buffers: [StateEntry] { get }

  /// The layers inside this one by name.
  var children: [(name: String, layer: any Layer)] { get }

  /// Computes the layer's output; called by `layer(input)`, which hooks can watch.
  ///
  /// - Parameter input: A batch; its shape is the layer's to say.
  /// - Returns: The output of the layer.
  func forward(_ input: Variable) -> Variable
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
  public var buffers: [StateEntry] { [] }

  /// Most layers have no layers inside.
  public var children: [(name: String, layer: any Layer)] { [] }
}

// MARK: - The call

extension Layer {
  /// The layer's output for a batch: every use of a layer comes through here.
  ///
  /// - Parameter input: A batch; its shape is the layer's to say.
  /// - Returns: What `forward(_:)` computes.
  public func callAsFunction(_ input: Variable) -> Variable {
    if forwardHooks.isEmpty { return forward(input) }
    let hooks = forwardHooks
    for hook in hooks { hook.before() }
    let output = forward(input)
    for hook in hooks { hook.after(input, output) }
    return output
  }

  /// Has a function see every input and output of this layer (PyTorch: `register_forward_hook`).
  ///
  /// - Parameter hook: Called with the input and the output, in the order in which hooks were added.
  /// - Returns: What removes the hook again.
  @discardableResult
  public func addForwardHook(
    _ hook: @escaping (_ input: Variable, _ output: Variable) -> Void
  ) -> HookHandle {
    addHooks(before: {}, after: hook)
  }

  /// Has functions called before and after every use of this layer.
  func addHooks(
    before: @escaping () -> Void, after: @escaping (Variable, Variable) -> Void
  ) -> HookHandle {
    let handle = HookHandle { [weak self] handle in
      self?.forwardHooks.removeAll { $0.handle === handle }
    }
    forwardHooks.append(Module.ForwardHook(handle: handle, before: before, after: after))
    return handle
  }
}

// MARK: - Modes

extension Layer {
  /// Puts this layer and all layers inside it into a mode (PyTorch: `train()`, `eval()`).
  ///
  /// - Parameter mode: Training or evaluation.
  public func setMode(_ mode: Mode) {
    for (_, layer) in namedLayers { layer.mode = mode }
  }

  /// Carries out work in a mode, and puts every layer back into the mode that it had.
  ///
  /// Layers that were frozen in evaluation mode inside a network in training are so afterward too.
  ///
  /// - Parameters:
  ///   - mode: The mode of this layer and of all layers inside it meanwhile.
  ///   - body: The work.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws.
  public func withMode<Result, Failure: Error>(
    _ mode: Mode, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let layers = namedLayers.map { (layer: $0.layer, mode: $0.layer.mode) }
    setMode(mode)
    defer { for (layer, mode) in layers { layer.mode = mode } }
    return try body()
  }
}
