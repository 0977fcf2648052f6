public import TensorCore

/// A tensor that remembers how it was computed, so that derivatives can flow back through it.
///
/// ```swift
/// let w = Variable(Tensor([2, -1]), requiresGradient: true)
/// let loss = (w * w).sum()
/// try loss.backward()
/// w.gradient                 // [4, -2]
/// ```
///
/// A variable is either a *leaf*, made of a tensor, or the result of an operation. Gradients are
/// collected in leaves that require them. A variable belongs to one task at a time.
///
/// ## Conventions
///
/// PyTorch's semantics (a tensor with `requires_grad`): gradients accumulate until they are zeroed,
/// a graph is walked once unless it is retained, and in-place changes are guarded by versions.
public final class Variable {
  /// The memory behind `value`, shared with the operations that saved it.
  let buffer: Buffer

  /// The place in the graph; `nil` for a constant.
  package internal(set) var node: Node?

  /// Creates a leaf.
  ///
  /// - Parameters:
  ///   - value: The initial value.
  ///   - requiresGradient: Whether derivatives with respect to it are wanted.
  public init(_ value: Tensor, requiresGradient: Bool = false) {
    buffer = Buffer(value)
    node = requiresGradient ? Node(leafOf: buffer) : nil
  }

  /// Creates the result of an operation.
  init(_ value: Tensor, node: Node?) {
    buffer = Buffer(value)
    self.node = node
  }

  /// Creates a variable that shares another's memory, without its history.
  private init(sharing buffer: Buffer) { self.buffer = buffer }

  /// The current value.
  public var value: Tensor { buffer.tensor }

  /// The shape of the value.
  public var shape: Shape { buffer.tensor.shape }

  /// The only scalar of a value that has one.
  public var scalar: Scalar { buffer.tensor.scalar }

  /// Whether derivatives flow to this variable.
  public var requiresGradient: Bool { node != nil }

  /// Whether no operation made this variable.
  public var isLeaf: Bool { node?.isLeaf ?? true }

  /// The name of the operation that made this variable; `nil` for a leaf.
  public var operation: String? { isLeaf ? nil : node?.operation }

  /// The sum of what passes of `backward()` have sent since it was last zeroed; `nil` if nothing has arrived.
  ///
  /// It is kept for leaves, and for results of operations after `retainGradient()`.
  public var gradient: Tensor? {
    get { node?.gradient }
    set {
      precondition(
        newValue.map { $0.shape == shape } ?? true,
        "Variable.gradient: \(newValue?.shape ?? []) is not the shape \(shape) of the value")
      precondition(
        newValue == nil || requiresGradient,
        "Variable.gradient: a variable of shape \(shape) that requires no gradient was given one")
      node?.gradient = newValue
    }
  }

  /// Forgets the gradient (PyTorch: `zero_grad`, which also sets it to `None`).
  public func zeroGradient() { node?.gradient = nil }

  /// Keeps the gradient of a result of an operation too (PyTorch: `retain_grad`).
  ///
  /// - Precondition: The variable requires a gradient.
  public func retainGradient() {
    guard let node else {
      preconditionFailure("Variable.retainGradient: the variable does not require a gradient")
    }
    node.retainsGradient = true
  }

  /// The same memory without the history: a constant to every operation that uses it.
  ///
  /// - Returns: A variable whose in-place changes are seen here as well, and counted.
  public func detached() -> Variable { Variable(sharing: buffer) }

  /// Has a function see every gradient that reaches this variable, and replace it if it wants to.
  ///
  /// The gradient is complete when the hook sees it: the contributions of all consumers are summed,
  /// except those that come through a part that is `recomputed`, which arrive by themselves.
  /// Hooks run in the order in which they were added, before the gradient is kept or passed on. A
  /// hook should not hold the variable itself, which would keep both alive.
  ///
  /// - Parameter hook: Returns a gradient of the same shape to use instead, or `nil` to keep it.
  /// - Returns: What removes the hook again.
  /// - Precondition: The variable requires a gradient.
  @discardableResult
  public func addGradientHook(_ hook: @escaping (Tensor) -> Tensor?) -> HookHandle {
    guard let node else {
      preconditionFailure("Variable.addGradientHook: the variable does not require a gradient")
    }
    let handle = HookHandle { [weak node] handle in
      node?.hooks.removeAll { $0.handle === handle }
    }
    node.hooks.append((handle, hook))
    return handle
  }
}

/// The memory of a variable, with a count of the changes made to it in place.
final class Buffer {
  var tensor: Tensor
  var version = 0

  init(_ tensor: Tensor) { self.tensor = tensor }
}
