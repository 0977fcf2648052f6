public import TensorCore

// Changes in place, and the counter that keeps them from spoiling a gradient unnoticed.

extension Variable {
  /// How often the value was changed in place.
  public var version: Int { buffer.version }

  /// Adds to the value in place, as part of the graph (PyTorch: `add_`).
  ///
  /// - Parameter other: A variable that broadcasts to this one's shape.
  /// - Throws: `AutogradError.leafModifiedInPlace`.
  public func addInPlace(_ other: Variable) throws(AutogradError) {
    // Read before the change: the other may be this variable, or share its memory.
    let (mine, theirs, addend) = (earlierSelf, other, other.value)
    try recordInPlace(.addInPlace, mine, theirs) {
      $0 += addend
    } operands: {
      [mine.pullback { d in d }, theirs.pullback { d in d }]
    }
  }

  /// Adds a number to every scalar in place, as part of the graph.
  ///
  /// - Parameter number: What is added.
  /// - Throws: `AutogradError.leafModifiedInPlace`.
  public func addInPlace(_ number: Scalar) throws(AutogradError) {
    try addInPlace(Variable(Tensor(number)))
  }

  /// Multiplies every scalar by a number in place, as part of the graph (PyTorch: `mul_`).
  ///
  /// - Parameter factor: What every scalar is multiplied by.
  /// - Throws: `AutogradError.leafModifiedInPlace`.
  public func multiplyInPlace(by factor: Scalar) throws(AutogradError) {
    let mine = earlierSelf
    try recordInPlace(.multiplyInPlace, mine, mine) {
      $0 *= factor
    } operands: {
      [mine.pullback { d in d * factor }]
    }
  }

  /// Changes the value in place, outside of any graph; the change is counted.
  ///
  /// This is how optimizers change parameters, inside `withoutGradient`.
  ///
  /// - Parameter change: The change; the shape stays as it is. It must not read this variable, whose
  ///   memory it is changing.
  /// - Throws: `AutogradError.leafModifiedInPlace` while operations are recorded, if the variable
  ///   requires a gradient.
  public func update(_ change: (inout Tensor) -> Void) throws(AutogradError) {
    if Recording.isOn, requiresGradient { throw .leafModifiedInPlace(shape) }
    modify(change)
  }

  /// The value without the counter: a change made here is not noticed (PyTorch: `data`).
  ///
  /// It exists because PyTorch has it and because lesson 02 shows what comes of it.
  public var unguardedValue: Tensor {
    get { buffer.tensor }
    set {
      precondition(
        newValue.shape == shape,
        "Variable.unguardedValue: \(newValue.shape) is not the shape \(shape) of the value")
      buffer.tensor = newValue
    }
  }

  /// A variable at this one's place in the graph, before the change that is to come.
  private var earlierSelf: Variable {
    let earlier = detached()
    earlier.node = node
    return earlier
  }

  private func recordInPlace(
    _ operation: Primitive, _ mine: Variable, _ theirs: Variable,
    change: (inout Tensor) -> Void, operands: () -> [Operand?]
  ) throws(AutogradError) {
    if Recording.isOn, isLeaf, requiresGradient { throw .leafModifiedInPlace(shape) }
    modify(change)
    let name = FiniteWatch.current?.placed(operation.rawValue) ?? operation.rawValue
    FiniteWatch.current?.inspect(value, name)
    guard Recording.isOn, mine.requiresGradient || theirs.requiresGradient else { return }
    let next = Node(operation: name, value: value, branches: nil)
    next.operands = operands().compactMap { $0 }
    // Whoever asked for this variable's gradient means the value that it has from now on.
    if let node, !node.isLeaf { swap(&next.retainsGradient, &node.retainsGradient) }
    node = next
  }

  /// Changes the value and counts the change, where nothing is recorded.
  @usableFromInline
  package func modify(_ change: (inout Tensor) -> Void) {
    let before = shape
    change(&buffer.tensor)
    precondition(
      buffer.tensor.shape == before,
      "Variable.update: the change made \(buffer.tensor.shape) out of \(before)")
    buffer.version += 1
  }
}
