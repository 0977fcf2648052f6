import TensorCore

/// A number that remembers how it was computed: the whole of backpropagation on one screen.
///
/// The tensor engine in `Sources/Autograd` does the same for arrays, and adds what production needs.
///
/// ```swift
/// let a = ScalarNode(2), b = ScalarNode(-3)
/// let y = a * b + a
/// y.backward()
/// (a.gradient, b.gradient)   // (-2, 2): ∂y/∂a = b + 1, ∂y/∂b = a
/// ```
public final class ScalarNode {
  /// The number.
  public let value: Double

  /// The derivative of the number that `backward()` was called on with respect to this one.
  public private(set) var gradient = 0.0

  /// The numbers that this one was computed from, each with the local derivative.
  let operands: [(node: ScalarNode, derivative: Double)]

  /// Creates an independent number.
  ///
  /// - Parameter value: The number.
  public convenience init(_ value: Double) { self.init(value, from: []) }

  /// Creates the result of an operation from its value and its local derivatives.
  init(_ value: Double, from operands: [(ScalarNode, Double)]) {
    self.value = value
    self.operands = operands
  }

  /// The sum; its derivatives are 1 and 1.
  public static func + (a: ScalarNode, b: ScalarNode) -> ScalarNode {
    ScalarNode(a.value + b.value, from: [(a, 1), (b, 1)])
  }

  /// The product; the derivative by each factor is the other.
  public static func * (a: ScalarNode, b: ScalarNode) -> ScalarNode {
    ScalarNode(a.value * b.value, from: [(a, b.value), (b, a.value)])
  }

  /// The exponential function, its own derivative.
  public static func exp(_ x: ScalarNode) -> ScalarNode {
    let y = Double.exp(x.value)
    return ScalarNode(y, from: [(x, y)])
  }

  /// The sine of an angle in radians, of derivative cos x.
  public static func sine(_ x: ScalarNode) -> ScalarNode {
    ScalarNode(.sine(x.value), from: [(x, .cosine(x.value))])
  }

  /// The hyperbolic tangent, of derivative 1 − y².
  public static func tanh(_ x: ScalarNode) -> ScalarNode {
    let y = Double.tanh(x.value)
    return ScalarNode(y, from: [(x, 1 - y * y)])
  }

  /// ReLU, of derivative 1 above zero and 0 elsewhere.
  public static func relu(_ x: ScalarNode) -> ScalarNode {
    ScalarNode(Swift.max(x.value, 0), from: [(x, x.value > 0 ? 1 : 0)])
  }

  /// Gives every number behind this one the derivative of this one with respect to it.
  ///
  /// Each number passes its gradient on once, when all numbers computed from it have (equation 2.3);
  /// what arrives is added, because a number may be used more than once (equation 2.2). The search
  /// for the order recurses as deep as the expression; the tensor engine does without.
  public func backward() {
    var order: [ScalarNode] = []
    var visited: Set<ObjectIdentifier> = []
    func visit(_ node: ScalarNode) {
      guard visited.insert(ObjectIdentifier(node)).inserted else { return }
      for operand in node.operands { visit(operand.node) }
      order.append(node)
    }
    visit(self)
    for node in order { node.gradient = 0 }
    gradient = 1
    for node in order.reversed() {  // (equation 2.3)
      for (operand, derivative) in node.operands {
        operand.gradient += derivative * node.gradient  // (equation 2.2)
      }
    }
  }
}
