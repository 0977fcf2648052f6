import TensorCore

// Looking at a graph: its size, and what it keeps alive.

extension Variable {
  /// The operations that lead to this variable, nearest first; leaves are left out.
  ///
  /// It is what the tape holds: 0 operations inside `withoutGradient`.
  public var recordedOperations: [String] { reachableNodes.map(\.operation).filter { !$0.isEmpty } }

  /// The number of scalars that the graph keeps for the backward pass, each buffer counted once.
  public var savedScalarCount: Int {
    savedBuffers.values.reduce(0) { $0 + $1.tensor.elementCount }
  }

  /// The number of scalars that the graph keeps for the backward pass besides those of some variables.
  ///
  /// - Parameter others: Variables whose memory is kept anyway, such as parameters.
  /// - Returns: The number, each buffer counted once.
  public func savedScalarCount(besides others: [Variable]) -> Int {
    let known = Set(others.map { ObjectIdentifier($0.buffer) })
    return savedBuffers.reduce(0) { count, saved in
      known.contains(saved.key) ? count : count + saved.value.tensor.elementCount
    }
  }

  /// The number of tensors that the graph keeps for the backward pass, each counted once.
  public var savedTensorCount: Int { savedBuffers.count }

  /// Which branches the operations with kinks took, such as ReLU's masks, in a fixed order.
  ///
  /// Two evaluations of one function lie on the same smooth piece if these are equal.
  public var branches: [Int] { reachableNodes.flatMap { $0.branches?() ?? [] } }

  private var savedBuffers: [ObjectIdentifier: Buffer] {
    var buffers: [ObjectIdentifier: Buffer] = [:]
    for node in reachableNodes {
      for saved in node.operands.flatMap(\.saved) {
        buffers[ObjectIdentifier(saved.buffer)] = saved.buffer
      }
    }
    return buffers
  }

  /// Every node that leads to this variable, in the order of discovery.
  private var reachableNodes: [Node] {
    guard let node else { return [] }
    var reached = [node]
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(node)]
    var next = 0
    while next < reached.count {
      for operand in reached[next].operands
      where seen.insert(ObjectIdentifier(operand.source)).inserted {
        reached.append(operand.source)
      }
      next += 1
    }
    return reached
  }
}
