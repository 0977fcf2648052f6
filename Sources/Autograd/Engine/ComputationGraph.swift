public import TensorCore

/// A recorded computation as a value: what was computed, and what comes back along every edge.
///
/// ```swift
/// let a = Variable(Tensor(2), requiresGradient: true)
/// let b = Variable(Tensor(-3), requiresGradient: true)
/// let t = tanh(a * b + 6.549)
/// print(try t.graph(naming: ["a": a, "b": b, "t": t]))
/// ```
///
/// Constants are no part of a graph: no gradient flows to them. Its text fits a terminal, and ``dot`` is a
/// drawing.
public struct ComputationGraph: Hashable, Sendable {
  /// A number or a tensor of the computation.
  public struct Node: Hashable, Sendable {
    /// The name that was asked for; `nil` if there is none.
    public let name: String?

    /// The operation that computed it; `nil` for a leaf.
    public let operation: String?

    /// The shape of the value and of the gradient.
    public let shape: Shape

    /// The value; `nil` for one of more than 16 scalars that an operation made, which is not kept.
    public let value: Tensor?

    /// The derivative of the computation's result with respect to it.
    public let gradient: Tensor
  }

  /// The use of a value by an operation.
  public struct Edge: Hashable, Sendable {
    /// The position of the value in ``ComputationGraph/nodes``.
    public let operand: Int

    /// The position of what was computed from it.
    public let result: Int

    /// What this use adds to the gradient of the operand, of its shape.
    public let share: Tensor
  }

  /// The nodes, each after its operands and these in the order of the operation; the result is the last.
  public let nodes: [Node]

  /// The edges in the order of their results, those of one result in the order of its operands.
  public let edges: [Edge]
}

extension Variable {
  /// The graph behind this scalar: values forward, and the gradients that a backward pass would send.
  ///
  /// Nothing changes: no gradient is added to, the graph is not released, and hooks are not called.
  ///
  /// - Parameter names: Variables by the names that they get in the graph.
  /// - Returns: The graph.
  /// - Throws: `AutogradError` where `backward()` would throw it, as after a backward pass.
  public func graph(
    naming names: KeyValuePairs<String, Variable> = [:]
  ) throws(AutogradError) -> ComputationGraph {
    try graph(naming: names.map { (name: $0.key, variable: $0.value) })
  }

  /// The graph behind this scalar, with the names of a model's parameters: `namedParameters`.
  ///
  /// - Parameter names: Names and variables; of two names for one variable the first is taken.
  /// - Returns: The graph.
  /// - Throws: `AutogradError` where `backward()` would throw it, as after a backward pass.
  public func graph(
    naming names: [(name: String, variable: Variable)]
  ) throws(AutogradError) -> ComputationGraph {
    guard value.elementCount == 1 else { throw .notAScalar(shape) }
    guard let node else { throw .nothingRecorded }
    let sweep = GraphSweep(from: node)
    if let fault = sweep.fault { throw fault }
    let (gradients, shares) = sweep.gradients(cotangent: .ones(shape))
    let named = names.compactMap { name, variable in
      variable.node.map { (ObjectIdentifier($0), name) }
    }
    let nameOf = Dictionary(named) { first, _ in first }
    return ComputationGraph(
      nodes: zip(sweep.nodes, gradients).map { node, gradient in
        ComputationGraph.Node(
          name: nameOf[ObjectIdentifier(node)], operation: node.isLeaf ? nil : node.operation,
          shape: node.shape, value: node.shownValue, gradient: gradient)
      }, edges: shares)
  }

  /// The gradient of a leaf, without anything being added to any.
  ///
  /// - Parameters:
  ///   - leaf: A leaf behind this variable.
  ///   - cotangent: The gradient of this variable.
  /// - Returns: The gradient of the leaf; zeros if it is not behind this variable.
  func gradient(of leaf: Variable, cotangent: Tensor) -> Tensor {
    guard let node else { return .zeros(leaf.shape) }
    let sweep = GraphSweep(from: node)
    let position = sweep.nodes.firstIndex { $0 === leaf.node }
    return position.map { sweep.gradients(cotangent: cotangent).gradients[$0] }
      ?? .zeros(leaf.shape)
  }
}

/// A backward pass that leaves no traces.
struct GraphSweep {
  // Stored: a task-local value has an identity.
  /// Whether such a pass is under way, in which a part that is computed again must leave no traces either.
  @TaskLocal static var isUnderWay = false

  /// Every node that leads to the result, each after its operands.
  let nodes: [Node]

  /// Finds the nodes in postorder; the stack is a list, so that long chains do not overflow it.
  init(from root: Node) {
    var order: [Node] = []
    var seen: Set = [ObjectIdentifier(root)]
    var stack = [(node: root, next: 0)]
    while let (node, next) = stack.last {
      guard next < node.operands.count else {
        order.append(node)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let source = node.operands[next].source
      if seen.insert(ObjectIdentifier(source)).inserted { stack.append((source, 0)) }
    }
    nodes = order
  }

  /// What makes it impossible to go back, if anything does.
  var fault: AutogradError? {
    for node in nodes.reversed() {
      if let fault = node.fault { return fault }
    }
    return nil
  }

  /// The gradient of every node and the share that flows along every edge.
  ///
  /// - Parameter cotangent: The gradient of the last node.
  /// - Returns: The gradients in the order of the nodes, and the edges.
  func gradients(cotangent: Tensor) -> (gradients: [Tensor], edges: [ComputationGraph.Edge]) {
    let position = Dictionary(
      uniqueKeysWithValues: nodes.enumerated().map { (ObjectIdentifier($1), $0) })
    var gradients = nodes.map { Tensor.zeros($0.shape) }
    gradients[nodes.count - 1] = cotangent
    var edges: [[ComputationGraph.Edge]] = nodes.map { _ in [] }
    func sweep() {
      // Postorder reversed: each node after all of its consumers.
      for (result, node) in nodes.enumerated().reversed() {
        for operand in node.operands {
          guard let index = position[ObjectIdentifier(operand.source)] else { continue }
          let share = operand.pullback(gradients[result]).summed(to: operand.source.shape)
          gradients[index] += share
          edges[result].append(
            ComputationGraph.Edge(operand: index, result: result, share: share))
        }
      }
    }
    // What is counted is the work of training, not that of looking.
    WorkMeter.$current.withValue(nil) { GraphSweep.$isUnderWay.withValue(true) { sweep() } }
    return (gradients, edges.flatMap { $0 })
  }
}
