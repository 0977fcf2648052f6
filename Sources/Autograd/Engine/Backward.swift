public import TensorCore

extension Variable {
  /// Sends derivatives of this scalar back to every leaf that it was computed from, and adds them
  /// to the leaves' gradients.
  ///
  /// - Parameter retainingGraph: Whether the graph can be walked again afterward.
  /// - Throws: `AutogradError` if this is no scalar, if there is no graph or it was released, or if
  ///   a value that the backward pass needs was changed in place. No gradient has changed then, unless a
  ///   hook made the change while the pass was under way.
  /// - Complexity: For dense layers two forward passes, one for a layer of data; the stack does not grow.
  ///
  /// ## Source
  ///
  /// Reverse accumulation: Linnainmaa, 1970; for networks Rumelhart, Hinton and Williams, 1986,
  /// https://doi.org/10.1038/323533a0
  public func backward(retainingGraph: Bool = false) throws(AutogradError) {
    guard value.elementCount == 1 else { throw .notAScalar(shape) }
    try backward(cotangent: .ones(shape), retainingGraph: retainingGraph)
  }

  /// Sends a given gradient of this variable back, in place of a scalar's 1.
  ///
  /// - Parameters:
  ///   - cotangent: The gradient of some loss with respect to this variable, of its shape.
  ///   - retainingGraph: Whether the graph can be walked again afterward.
  /// - Throws: `AutogradError`, as `backward(retainingGraph:)` does.
  public func backward(
    cotangent: Tensor, retainingGraph: Bool = false
  ) throws(AutogradError) {
    guard let node else { throw .nothingRecorded }
    guard cotangent.shape == shape else { throw .cotangentShape(cotangent.shape, expected: shape) }
    try node.countConsumers()
    node.incoming = cotangent
    try node.sweep(retainingGraph: retainingGraph)
  }
}

extension Node {
  /// Counts, for every node that leads here, how many consumers will send it a share.
  ///
  /// Everything that can be wrong with the graph is found here, before any gradient changes.
  fileprivate func countConsumers() throws(AutogradError) {
    var reached = [self]
    var next = 0
    while next < reached.count {
      let node = reached[next]
      next += 1
      if let fault = node.fault {
        for node in reached { node.pendingConsumerCount = 0 }
        throw fault
      }
      for operand in node.operands {
        if operand.source.pendingConsumerCount == 0 { reached.append(operand.source) }
        operand.source.pendingConsumerCount += 1
      }
    }
  }

  /// What makes it impossible to go back through this node, if anything does.
  var fault: AutogradError? {
    if isReleased { return .graphReleased(operation: operation) }
    for operand in operands {
      for saved in operand.saved where saved.version != saved.buffer.version {
        return .modifiedInPlace(
          operation: operation, shape: saved.buffer.tensor.shape, savedVersion: saved.version,
          foundVersion: saved.buffer.version)
      }
    }
    return nil
  }

  /// Visits the nodes in reverse topological order: each one after all of its consumers.
  ///
  /// A node's gradient is the sum of the shares of all its consumers (equation 2.3), so it may be
  /// passed on only when the last of them has arrived.
  fileprivate func sweep(retainingGraph: Bool) throws(AutogradError) {
    let watch = FiniteWatch.current
    var ready = [self]
    while let node = ready.popLast() {
      let gradient = node.receive()
      // A hook may have changed a value that was as it had to be when the sweep began.
      if let fault = node.fault {
        node.abandon(others: ready)
        throw fault
      }
      for operand in node.operands {
        let source = operand.source
        let sent = operand.pullback(gradient)
        precondition(
          sent.shape == source.shape || source.shape.broadcast(with: sent.shape) == sent.shape,
          "backward: \(node.operation) sends \(sent.shape) back to an operand of \(source.shape)")
        let share = sent.summed(to: source.shape)  // (equation 2.8)
        watch?.inspect(share, "\(node.operation) (backward)")
        // (equation 2.2)
        if source.incoming == nil { source.incoming = share } else { source.incoming? += share }
        source.pendingConsumerCount -= 1
        if source.pendingConsumerCount == 0 { ready.append(source) }  // (equation 2.3)
      }
      if !retainingGraph { node.release() }
    }
  }

  /// Forgets what a pass that ends here has left behind in nodes that still wait for their shares.
  private func abandon(others: [Node]) {
    var waiting = others + [self]
    while let node = waiting.popLast() {
      node.incoming = nil
      node.pendingConsumerCount = 0
      waiting += node.operands.map(\.source).filter {
        $0.incoming != nil || $0.pendingConsumerCount > 0
      }
    }
  }

  /// Takes the complete gradient of this pass, shows it to the hooks, and keeps it if asked to.
  private func receive() -> Tensor {
    guard var arrived = incoming.take() else {
      preconditionFailure("Node.receive: no gradient has arrived at \(operation)")
    }
    for (_, hook) in hooks {
      guard let replacement = hook(arrived) else { continue }
      precondition(
        replacement.shape == arrived.shape,
        "Variable.addGradientHook: a hook returned \(replacement.shape) for \(arrived.shape)")
      arrived = replacement
    }
    if retainsGradient {
      if gradient == nil { gradient = arrived } else { gradient? += arrived }
    }
    return arrived
  }
}
