import Autograd
public import Course
import TensorCore

// Two ways to walk a graph back that look right and are not. The graph is `ScalarNode`'s own, with
// the right local derivatives; only the walk is broken.

extension FailureMode {
  /// F2.4: the last consumer's share replaces the others'.
  public static var gradientAssigned: FailureMode {
    FailureMode(
      id: .failureMode(2, 4), title: "Shares are assigned, not added",
      symptom:
        "The gradient is wrong wherever a value is used twice: too small, too large, or of another sign.",
      diagnosis: """
        A value's gradient is the sum over all its uses (equation 2.2). A sweep that says `=` where \
        it must say `+=` keeps the share of the last use only: half of the gradient for x · x, whose shares \
        are equal; of 3x − 2x, whose derivative is 1, it keeps 3 or −2.
        """,
      fix: "Accumulate, and start from zero.",
      quantity: "dy/dx of y = x · x at x = 3", symptomatic: .near(3, within: 1e-9),
      broken: Run("assigned") { squareSlope { assigningGradients(of: $0) } },
      remedies: [
        Run("added") { squareSlope { addingGradients(of: $0) } },
        Run("added, by the tensor engine") {
          let x = Variable(Tensor(3), requiresGradient: true)
          try (x * x).backward()
          return Measurement(x.gradient?.scalar ?? 0)
        },
      ])
  }

  /// F2.5: a node passes its gradient on before it is complete.
  public static var visitedTooEarly: FailureMode {
    FailureMode(
      id: .failureMode(2, 5), title: "Nodes are visited before all of their consumers",
      symptom: "Gradients are wrong where an intermediate value has several consumers, else right.",
      diagnosis: """
        A walk in preorder, each node once and before its other consumers, reaches a shared node by its first consumer and \
        passes on that share alone; the later shares stay where they are.
        """,
      fix:
        "Reverse topological order: a node passes on its gradient when its last consumer has sent.",
      quantity: "dy/dx of s = x², y = 2s · 3s at x = 1", symptomatic: .near(12, within: 1e-9),
      broken: Run("preorder, each node once") { diamondSlope { preorderGradients(of: $0) } },
      remedies: [
        Run("reverse topological order") { diamondSlope { addingGradients(of: $0) } },
        Run("reverse topological order, by the tensor engine") {
          let x = Variable(Tensor(1), requiresGradient: true)
          let s = x * x
          try ((2 * s) * (3 * s)).backward()
          return Measurement(x.gradient?.scalar ?? 0)
        },
      ])
  }

  private typealias Gradients = [ObjectIdentifier: Double]

  private static func squareSlope(_ sweep: (ScalarNode) -> Gradients) -> Measurement {
    let x = ScalarNode(3)
    return Measurement(sweep(x * x)[ObjectIdentifier(x)] ?? 0)
  }

  private static func diamondSlope(_ sweep: (ScalarNode) -> Gradients) -> Measurement {
    let x = ScalarNode(1)
    let s = x * x
    return Measurement(
      sweep((ScalarNode(2) * s) * (ScalarNode(3) * s))[ObjectIdentifier(x)] ?? 0)
  }

  /// The right sweep, in the form of the broken ones.
  private static func addingGradients(of root: ScalarNode) -> Gradients {
    root.backward()
    var gradients: Gradients = [:]
    for node in nodes(behind: root) { gradients[ObjectIdentifier(node)] = node.gradient }
    return gradients
  }

  /// Broken: what arrives replaces what was there.
  private static func assigningGradients(of root: ScalarNode) -> Gradients {
    var gradients = [ObjectIdentifier(root): 1.0]
    for node in nodes(behind: root) {
      let own = gradients[ObjectIdentifier(node)] ?? 0
      for (operand, derivative) in node.operands {
        gradients[ObjectIdentifier(operand)] = derivative * own
      }
    }
    return gradients
  }

  /// Broken: visits nodes in preorder, each one once, and passes on what has arrived by then.
  private static func preorderGradients(of root: ScalarNode) -> Gradients {
    var gradients = [ObjectIdentifier(root): 1.0]
    var visited: Set<ObjectIdentifier> = []
    func visit(_ node: ScalarNode) {
      guard visited.insert(ObjectIdentifier(node)).inserted else { return }
      let own = gradients[ObjectIdentifier(node)] ?? 0
      for (operand, derivative) in node.operands {
        gradients[ObjectIdentifier(operand), default: 0] += derivative * own
        visit(operand)
      }
    }
    visit(root)
    return gradients
  }

  /// Every number behind one, and that one first, each before the numbers that it was computed from.
  ///
  /// A depth-first search too, but in *postorder*: reversed, it is a topological order.
  private static func nodes(behind root: ScalarNode) -> [ScalarNode] {
    var order: [ScalarNode] = []
    var visited: Set<ObjectIdentifier> = []
    func visit(_ node: ScalarNode) {
      guard visited.insert(ObjectIdentifier(node)).inserted else { return }
      for operand in node.operands { visit(operand.node) }
      order.append(node)
    }
    visit(root)
    return order.reversed()
  }
}
